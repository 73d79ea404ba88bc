import type { Language } from '../metrics/text.ts';

/** Numbers and times as people of a language write them. */

const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

export function formatCount(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language]).format(value);
}

/** A ratio as a percentage with one digit. */
export function formatPercent(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);
}

export function formatFigure(value: number | null, unit: string, language: Language): string {
  if (value === null) return '–';
  if (unit === 'quotient') return formatRounded(value, language);
  return unit === 'ratio' ? formatPercent(value, language) : formatCount(value, language);
}

/** Microseconds as milliseconds or seconds. */
export function formatMicros(micros: number | undefined): string {
  if (micros === undefined) return '–';
  if (micros < 1000) return `${(micros / 1000).toFixed(2)} ms`;
  if (micros < 10_000_000) return `${Math.round(micros / 1000)} ms`;
  return `${(micros / 1_000_000).toFixed(1)} s`;
}

export function formatTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(at);
}

/** A day `YYYY-MM-DD`, short. */
export function formatDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    Date.parse(day),
  );
}

/** Two digits that count, whatever the size. */
export function formatRounded(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], { maximumSignificantDigits: 2 }).format(value);
}

/** @param currency an ISO 4217 code. */
export function formatMoney(value: number, currency: string, language: Language): string {
  const digits = value < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 };
  return new Intl.NumberFormat(locales[language], { style: 'currency', currency, ...digits }).format(value);
}

/** A difference of two ratios in percentage points, always with its sign. */
export function formatPoints(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value * 100);
}
