/** The decision on a value that a name or a place promises to be a secret: the promise, the place and the look together. */

import type { NamePromise } from '../place/names.ts';
import type { Place } from '../place/place.ts';
import type { Profile } from '../scan/profile.ts';
import { type Look, lookOf, wordSurprise } from './look.ts';
import { remembering } from './memory.ts';
import { isPassphrase } from './passphrase.ts';
import { isMonotonous, isPlaceholder } from './placeholder.ts';
import { isReference } from './reference.ts';

/** Shortest password looked at, in characters. */
const shortestPassword = 4;
/** Shortest token, key or secret. */
const shortestToken = 6;

/** @returns the confidence 0 … 1; 0: it is none. */
export function judgeAssigned(value: string, promise: NamePromise, place: Place, profile: Profile): number {
  if (promise.family === 'pin') return pin(value, promise);
  if (value.length < shortestPassword || isReference(value) || isPlaceholder(value) || isSomethingElse(value)) return 0;
  const look = lookOf(value);
  if (!place.quoted && isCode(value, look, place, profile)) return 0;
  if (look.letters + look.digits < 3 && look.others < 8) return 0;
  if (
    look.spaces > 1 &&
    promise.family === 'password' &&
    promise.strength === 3 &&
    isPassphrase(value, place.isPassphrase === true)
  )
    return 0.7;
  // Prose: "enter your password: at least eight characters"
  if (look.spaces > 0 && look.wordiness > 0.4) return 0;
  if (promise.family === 'password') return password(value, look, promise, place);
  return token(value, look, promise, place);
}

/** Judges a value that stands where a password must stand: in a URL, after `-p`, after `IDENTIFIED BY`. */
export const isPasswordLike = remembering((value: string): number => {
  if (value.length < shortestPassword || isReference(value) || isPlaceholder(value) || hasInterpolation(value))
    return 0;
  const look = lookOf(value);
  if (look.letters + look.digits < 3) return 0;
  if (!isWordy(look)) return 0.9;
  return look.digits > 0 ? 0.7 : saysPassword.test(value) ? 0 : 0.55;
});

/** A PIN has four to twelve digits, a card's check value three or four. */
function pin(value: string, promise: NamePromise): number {
  return promise.strength >= 1 &&
    /^\d{3,12}$/.test(value) &&
    value.length >= 3 &&
    !isMonotonous(value) &&
    value.length !== 10
    ? 0.6
    : 0;
}

/** A name for a password rather than one: `edit_password_route`. */
const saysPassword = /pass(?:w(?:or)?d|phrase|code)?(?![a-z]{3})|pwd|secret|credential|token/i;

function password(value: string, look: Look, promise: NamePromise, place: Place): number {
  if (!isWordy(look)) return promise.strength === 1 ? 0.7 : 0.9;
  // Words: a weak password, or the name of one. Only where nothing else can stand.
  if (promise.strength < 3 || place.kind === 'spaced' || saysPassword.test(value) || constant.test(value)) return 0;
  if (look.digits === 0 && (place.kind === 'pair' || place.kind === 'call') && place.operator !== '=' && !place.isOnly)
    return 0;
  if (!place.quoted && look.digits === 0 && place.operator !== '=') return 0;
  return look.digits > 0 || look.others > look.spaces + look.joints ? 0.65 : 0.55;
}

/** The name of a constant: `CHANGE_PROFILE_IMAGE`. */
const constant = /^[A-Z]{2,}(?:_[A-Z]{2,})+$/;

function token(value: string, look: Look, promise: NamePromise, place: Place): number {
  if (look.length < shortestToken) return 0;
  const isMixed = look.digits > 0 && look.letters > 0;
  const isUuid = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/.test(value);
  if (promise.strength === 3) {
    if (isUuid) return 0.75;
    if (look.letters === 0) return look.digits >= 10 && look.distinct >= 5 && place.kind !== 'spaced' ? 0.6 : 0;
    // `bank#ledger`: no name, key or scope is written so.
    if (isWordy(look) && place.quoted && look.length >= 12 && /^[A-Za-z\d]+(?:[#!$%^&*]+[A-Za-z\d]+)+$/.test(value))
      return 0.6;
    if (isWordy(look)) return isMixed && look.length >= 24 && look.digits >= 6 ? 0.5 : 0;
    if (isMixed) return look.length >= 8 ? 0.85 : 0;
    return look.surprise > wordSurprise + (look.length < 8 ? 0.3 : 0) || look.changes >= 4 ? 0.8 : 0;
  }
  if (isUuid && promise.family !== 'header') return 0;
  if (isWordy(look) || place.kind === 'spaced') return 0;
  if (promise.family === 'header')
    return place.quoted || place.operator === ':' ? (isUuid || (isMixed && look.length >= 12) ? 0.75 : 0) : 0;
  if (promise.family === 'auth') {
    if (/^[\w.@-]{2,}:[^\s/]{4,}$/.test(value))
      return isPasswordLike(value.slice(value.indexOf(':') + 1)) > 0 ? 0.7 : 0;
    return place.quoted && look.length >= 10 && (isMixed || look.changes >= 3) && look.others <= 2 && !look.isName
      ? 0.65
      : 0;
  }
  if (promise.strength === 2)
    return (isMixed && look.length >= 12 && look.changes >= 3) || isScrambled(look) ? 0.75 : 0;
  return isMixed && look.length >= 20 && look.changes >= 5 && !look.hexadecimal && look.others <= 4 ? 0.7 : 0;
}

/** So much punctuation between the letters that words in it are an accident. */
function isScrambled(look: Look): boolean {
  const marks = look.others - look.joints - look.spaces;
  return marks >= 4 && marks * 5 >= look.length;
}

/** Reads like words, not like a secret. */
export const isWordy = (look: Look): boolean =>
  !isScrambled(look) &&
  (look.wordiness >= 0.7 ||
    (look.digits === 0 && look.letters >= 3 && look.letters * 2 > look.length && look.surprise < wordSurprise));

/** Formats of other things: URLs, paths, files, versions, addresses, markup, patterns, sentences. */
const isSomethingElse = remembering((value: string): boolean => {
  if (hasInterpolation(value)) return true;
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/[\w./-]*$|[A-Za-z]:\\|~\/|www\.|urn:|mailto:|data:|javascript:)/.test(value))
    return true;
  if (
    value.includes('.') &&
    /\.(?:pem|key|jks|p12|pfx|crt|cer|json|ya?ml|xml|properties|txt|java|py|js|ts|go|cs|html?|png|svg|jpe?g|conf|log|sql|sh)$/i.test(
      value,
    )
  )
    return true;
  if (/^(?:v?\d+(?:\.\d+){1,4}(?:[-+.][A-Za-z]+[\w.-]*)?$|0x[0-9a-fA-F]{1,16}$|\d{4}-\d\d-\d\d)/.test(value))
    return true;
  if (/^(?:[#.][A-Za-z][\w-]*$|[\^/].*[$/][gimsu]*$|[<>])/.test(value)) return true;
  if (value.includes('<') && /<\/?[a-z][^>]*>/i.test(value)) return true;
  if (
    (value.length <= 2 || value.charCodeAt(0) === 92) &&
    /^(?:\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.))*[^\\]{0,2}$/.test(value)
  )
    return true;
  return /[:?,]$/.test(value) && !/\d/.test(value) && isWordy(lookOf(value));
});

/** Format strings and interpolations: the value is made elsewhere. */
function hasInterpolation(value: string): boolean {
  if (!/[$%{<]/.test(value)) return false;
  return /[$#@%]\{[\w.:/ -]{1,60}\}|\$\(\w|\{\{[\w.$ |-]{1,60}\}\}|(?<!\{)\{\w{0,40}\}(?!\})|<%|%\w{1,12}\{|%[sdvqxf](?![0-9A-Fa-f])|%\(\w{1,40}\)|`\$|\$[A-Z_]{3,}\b/.test(
    value,
  );
}

const callOrIndex = /[()[\]]/;
/** `name`, `a.b`, `a?.b`, `a!!.b`, `a->b`, `A::b`, `!flag`, `&value`, `*pointer` */
const path = /^[!&*~-]*[A-Za-z_$@][\w$]*(?:(?:\.|\?\.|!!\.|->|::)[A-Za-z_$][\w$]*)*[!?]*$/;

/** PowerShell: `ConvertTo-SecureString` */
const cmdlet = /^[A-Z][a-z]+(?:[A-Z][a-z]+)?-[A-Z][A-Za-z]{2,}$/;

const cobolName = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+$/;

/** A bare word that names something in a program instead of being a value. */
function isCode(value: string, look: Look, place: Place, profile: Profile): boolean {
  if (isScrambled(look)) return false;
  if (callOrIndex.test(value) && profile !== 'config') return true;
  if (/^[{}()[\]]|[{(]$/.test(value) || cmdlet.test(value)) return true;
  if (/^\d+$/.test(value) && value.length < 6 && place.kind !== 'spaced') return profile !== 'config';
  if (profile === 'config' && place.operator !== '==' && place.operator !== ' ')
    return /^[a-z]+(?:\.[a-z]+)+$/i.test(value);
  if (cobolName.test(value)) return true;
  if (!path.test(value)) return /[{}]/.test(value) && /["']/.test(value);
  if (value.includes('.') || value.includes('->') || value.includes('::'))
    return look.wordiness > 0.4 || look.length < 24;
  if (/[a-z][A-Z]/.test(value) && look.digits === 0 && look.length < 24) return true;
  if (look.length >= 16 && look.digits >= 4 && look.changes >= 4) return false;
  if (look.digits === 0) return isWordy(look) || (look.length < 20 && look.surprise < 5.2) || /^[A-Z_]+$/.test(value);
  return look.wordiness > 0.4 || look.length < 6 || (look.length < 12 && look.changes < 2);
}
