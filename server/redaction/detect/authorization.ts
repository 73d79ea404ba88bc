/** Values of Authorization headers by their scheme, wherever they stand: `Basic …`, `Bearer …`, and the rarer ones. */
import { lookOf } from '../look/look.ts';
import { isPlaceholder } from '../look/placeholder.ts';
import { isReference } from '../look/reference.ts';
import { isAlphanumeric } from '../scan/characters.ts';
import { characterSet } from '../scan/pattern.ts';
import type { Detector } from './detector.ts';

const tokenCharacters = characterSet(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=|:'].map(c => c.charCodeAt(0)),
);

/** A scheme that is a word of prose too needs the header's name near it. */
const header = ['authorization', 'auth', 'header', 'token'];

export const authorization: Detector = {
  keywords: [
    'basic ',
    'bearer ',
    'bearer: ',
    'bearer:',
    'token ',
    'token=',
    'apikey ',
    'api-key ',
    'api-token ',
    'ssws ',
    'digest ',
    'genericapikey ',
    'flyv1 ',
    'oauth ',
  ],
  detect(view, start, end) {
    const { text } = view;
    if (isAlphanumeric(text.charCodeAt(start - 1)) && text.charCodeAt(start - 2) !== 92) return;
    let from = end;
    while (text.charCodeAt(from) === 32) from++;
    const to = view.runs.end(tokenCharacters, from);
    if (to - from < 8 || to - from > 8000) return;
    const value = text.slice(from, to);
    view.spend(value.length);
    if (isReference(value) || isPlaceholder(value)) return;
    const scheme = text.slice(start, end).trim().toLowerCase();
    const confidence =
      scheme === 'basic' ? basic(value) : other(value, scheme.startsWith('bearer') || view.isNear(start, header));
    if (confidence > 0)
      view.add({
        rule: `authorization-${scheme.replace(/\W/g, '')}`,
        class: 'authorization',
        start: from,
        end: to,
        confidence,
        keep: 0,
      });
  },
};

/** base64 of `user:password`. */
function basic(value: string): number {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return 0;
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  const colon = decoded.indexOf(':');
  const isPrintable = /^[\x20-\x7e]+$/.test(decoded);
  if (isPrintable && colon >= 0)
    return isPlaceholder(decoded.slice(colon + 1)) && isPlaceholder(decoded.slice(0, colon)) ? 0 : 0.95;
  const look = lookOf(value);
  return look.wordiness < 0.5 && look.length >= 12 && (look.digits > 0 || look.changes > 4) ? 0.7 : 0;
}

function other(value: string, isHeader: boolean): number {
  const look = lookOf(value);
  if (!isHeader || look.wordiness > 0.6 || value.includes('://')) return 0;
  const isMixed = look.digits > 0 && look.letters > 0;
  if (isMixed && look.length >= 12) return 0.85;
  return look.length >= 16 && look.letters > 0 && (look.changes >= 4 || look.surprise > 5.5) ? 0.7 : 0;
}
