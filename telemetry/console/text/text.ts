import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../../metrics/text.ts';
import { type Dictionary, en } from './en.ts';
import { zh } from './zh.ts';

export const dictionaries: Record<Language, Dictionary> = { en, zh };

export interface Locale {
  language: Language;
  text: Dictionary;
}

export const LocaleContext = createContext<Locale>({ language: 'en', text: en });

export function useText(): Dictionary {
  return useContext(LocaleContext).text;
}

export function useLanguage(): Language {
  return useContext(LocaleContext).language;
}

const key = 'intramural-language';

/** The language chosen before, else the browser's. Storage may be turned off. */
export function initialLanguage(): Language {
  try {
    const kept = localStorage.getItem(key);
    if (kept === 'en' || kept === 'zh') return kept;
  } catch {
    // Without storage the browser's language is as good.
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // It then lasts as long as the page.
  }
}
