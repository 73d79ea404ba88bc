/** The decision on a value that a name or a place promises to be a secret: the promise, the place and the look together. */
import type { Place } from '../place/assigned.ts';
import type { NamePromise } from '../place/names.ts';
import type { Profile } from '../scan/profile.ts';
import { type Look, lookOf, wordSurprise } from './look.ts';
import { isPlaceholder } from './placeholder.ts';
import { isReference } from './reference.ts';

/** Shortest password looked at, in characters. */
const shortestPassword = 4;
/** Shortest token, key or secret. */
const shortestToken = 6;

/** @returns the confidence 0 … 1; 0: it is none. */
export function judgeAssigned(value: string, promise: NamePromise, place: Place, profile: Profile): number {
  if (value.length < shortestPassword || isReference(value) || isPlaceholder(value) || isSomethingElse(value)) return 0;
  if (!place.quoted && isCode(value, place, profile)) return 0;
  const look = lookOf(value);
  if (look.letters + look.digits < 3 && look.others < 8) return 0;
  // Prose: "enter your password: at least eight characters"
  if (look.spaces > 0 && look.wordiness > 0.4) return 0;
  if (promise.family === 'password') return password(look, promise, place);
  return token(value, look, promise, place);
}

/** Judges a value that stands where a password must stand: in a URL, after `-p`, after `IDENTIFIED BY`. */
export function isPasswordLike(value: string): number {
  if (value.length < shortestPassword || isReference(value) || isPlaceholder(value) || hasInterpolation(value))
    return 0;
  const look = lookOf(value);
  if (look.letters + look.digits < 3) return 0;
  return isWordy(look) && look.digits === 0 ? 0 : isWordy(look) ? 0.7 : 0.9;
}

function password(look: Look, promise: NamePromise, place: Place): number {
  const wordy = isWordy(look);
  const plain = look.digits === 0 && look.others === look.spaces + look.joints;
  if (wordy && plain) return 0;
  if (promise.strength === 1 && wordy) return 0;
  if (!place.quoted && wordy && look.digits === 0) return 0;
  if (place.kind === 'spaced' && wordy) return 0;
  return wordy ? 0.65 : promise.strength === 1 ? 0.7 : 0.9;
}

function token(value: string, look: Look, promise: NamePromise, place: Place): number {
  if (look.length < shortestToken) return 0;
  const isMixed = look.digits > 0 && look.letters > 0;
  const isUuid = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/.test(value);
  if (promise.strength === 3) {
    if (isUuid) return 0.75;
    if (look.letters === 0) return look.digits >= 10 && look.distinct >= 5 && place.kind !== 'spaced' ? 0.6 : 0;
    if (isWordy(look)) return isMixed && look.length >= 24 && look.digits >= 6 ? 0.5 : 0;
    if (isMixed) return look.length >= 8 ? 0.85 : 0;
    return look.surprise > wordSurprise + (look.length < 8 ? 0.3 : 0) || look.changes >= 4 ? 0.8 : 0;
  }
  if (isUuid) return 0;
  if (isWordy(look) || place.kind === 'spaced') return 0;
  if (promise.family === 'auth') {
    if (/^[\w.@-]{2,}:[^\s/]{4,}$/.test(value))
      return isPasswordLike(value.slice(value.indexOf(':') + 1)) > 0 ? 0.7 : 0;
    return place.quoted && look.length >= 10 && (isMixed || look.changes >= 3) && look.others <= 2 && !look.isName
      ? 0.65
      : 0;
  }
  if (promise.strength === 2) return isMixed && look.length >= 12 && look.changes >= 3 ? 0.75 : 0;
  return isMixed && look.length >= 20 && look.changes >= 5 && !look.hexadecimal && look.others <= 4 ? 0.7 : 0;
}

/** Reads like words, not like a secret. */
export const isWordy = (look: Look): boolean =>
  look.wordiness >= 0.7 || (look.digits === 0 && look.surprise > 0 && look.surprise < wordSurprise);

/** Formats of other things: URLs, paths, files, versions, addresses, markup, patterns, sentences. */
function isSomethingElse(value: string): boolean {
  if (hasInterpolation(value)) return true;
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/[\w./-]*$|[A-Za-z]:\\|~\/|www\.|urn:|mailto:|data:|javascript:)/.test(value))
    return true;
  if (
    /\.(?:pem|key|jks|p12|pfx|crt|cer|json|ya?ml|xml|properties|txt|java|py|js|ts|go|cs|html?|png|svg|jpe?g|conf|log|sql|sh)$/i.test(
      value,
    )
  )
    return true;
  if (/^v?\d+(?:\.\d+){1,4}(?:[-+.][A-Za-z]+[\w.-]*)?$/.test(value)) return true;
  if (/^0x[0-9a-fA-F]{1,16}$/.test(value)) return true;
  if (/^\d{4}-\d\d-\d\d/.test(value)) return true;
  if (/^[#.][A-Za-z][\w-]*$/.test(value) || /^[\^/].*[$/][gimsu]*$/.test(value)) return true;
  if (/^[<>]|<\/?[a-z][^>]*>/i.test(value)) return true;
  return /[:?,]$/.test(value) && !/\d/.test(value);
}

/** Format strings and interpolations: the value is made elsewhere. */
function hasInterpolation(value: string): boolean {
  return /\$\{|\$\(|#\{|\{\{|\{\w*\}|<%|%[sdvqxf](?![0-9A-Fa-f])|%\(\w+\)|@\{|`\$|\$[A-Z_]{3,}\b/.test(value);
}

const callOrIndex = /[()[\]]/;
/** `name`, `a.b`, `a?.b`, `a!!.b`, `a->b`, `A::b`, `!flag`, `&value`, `*pointer` */
const path = /^[!&*~-]*[A-Za-z_$@][\w$]*(?:(?:\.|\?\.|!!\.|->|::)[A-Za-z_$][\w$]*)*[!?]*$/;

/** A bare word that names something in a program instead of being a value. */
function isCode(value: string, place: Place, profile: Profile): boolean {
  if (callOrIndex.test(value) && profile !== 'config') return true;
  if (/^[{}()[\]]|[{(]$/.test(value)) return true;
  if (/^\d+$/.test(value) && value.length < 6 && place.kind !== 'spaced') return profile !== 'config';
  if (profile === 'config' && place.operator !== '==' && place.operator !== ' ')
    return /^[a-z]+(?:\.[a-z]+)+$/i.test(value);
  if (!path.test(value)) return /[{}]/.test(value) && /["']/.test(value);
  const look = lookOf(value);
  if (value.includes('.') || value.includes('->') || value.includes('::'))
    return look.wordiness > 0.4 || look.length < 24;
  if (/[a-z][A-Z]/.test(value) && look.digits === 0 && look.length < 24) return true;
  if (look.digits === 0) return isWordy(look) || (look.length < 20 && look.surprise < 5.2) || /^[A-Z_]+$/.test(value);
  return look.wordiness > 0.4 || look.length < 6 || (look.length < 12 && look.changes < 2);
}
