/** Amounts are whole cents: floating point never touches money. */
export interface Money {
  cents: number;
  currency: 'EUR' | 'CHF' | 'GBP';
}

export function add(one: Money, other: Money): Money {
  if (one.currency !== other.currency) throw new Error(`cannot add ${other.currency} to ${one.currency}`);
  return { cents: one.cents + other.cents, currency: one.currency };
}

// Try 3: on the empty line below, type  export function subtract(  and pause.

/** Reads what a customer types, such as `1,234.50`; null where it is no amount. */
export function parseMoney(text: string, currency: Money['currency']): Money | null {
  const match = /^(\d{1,3}(?:,?\d{3})*)(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const [, whole = '', fraction = ''] = match;
  return { cents: Number(whole.replaceAll(',', '')) * 100 + Number(fraction.padEnd(2, '0')), currency };
}

export function formatMoney({ cents, currency }: Money, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(cents / 100);
}
