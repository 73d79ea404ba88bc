/** Secrets wrapped in base64: decoded, and looked through with the same detectors. */
import { lookOf } from '../look/look.ts';
import { isPlaceholder } from '../look/placeholder.ts';
import type { Hit } from '../scan/hit.ts';
import type { View } from '../scan/view.ts';

/** The shortest base64 that could hold a secret worth finding: 18 bytes. */
export const shortestEncoded = 20;
/** The shortest value of a Kubernetes secret that is looked at. */
export const shortestKubernetesValue = 6;
/** The longest that is decoded, in characters. */
const longestEncoded = 16_384;
/** Characters decoded first: text shows itself there. */
const probe = 16;

/**
 * Called at a run of base64.
 * @param scan looks through the decoded text.
 */
export function detectEncoded(view: View, start: number, end: number, scan: (view: View) => Hit[]): void {
  const { text } = view;
  if (end - start > longestEncoded || view.isNested) return;
  if (view.hasKubernetesSecret && isKubernetesValue(view, start, end)) return;
  if (end - start < shortestEncoded) return;
  const first = Buffer.from(text.slice(start, start + probe), 'base64');
  const isWide = isWideText(first);
  if (!isWide && !isText(first)) return;
  view.spend(end - start);
  const decoded = Buffer.from(text.slice(start, end), 'base64');
  if (!isWide && !isText(decoded)) return;
  const inner = decoded.toString(isWide ? 'utf16le' : 'utf8');
  const hits = scan(view.nested(inner)).filter(hit => hit.confidence >= 0.6);
  if (hits.length === 0 && !isUserAndPassword(inner) && !privateKey.test(inner)) return;
  let to = end;
  while (text.charCodeAt(to) === 61 && to < end + 2) to++;
  view.add({ rule: 'base64-wrapped', class: 'encoded', start, end: to, confidence: 0.85, keep: 0 });
}

const privateKey = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY/;

/** ASCII in UTF-16, as `powershell -EncodedCommand` takes it. */
function isWideText(bytes: Buffer): boolean {
  for (let i = 0; i + 1 < bytes.length; i += 2)
    if (bytes[i + 1] !== 0 || (bytes[i]! < 32 && bytes[i] !== 9 && bytes[i] !== 10 && bytes[i] !== 13)) return false;
  return bytes.length >= 8;
}

/** Printable ASCII and white space, or UTF-8 without control characters; cheap, and true for hardly any random bytes. */
function isText(bytes: Buffer): boolean {
  let control = 0;
  let high = 0;
  for (const byte of bytes) {
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) control++;
    else if (byte > 126) high++;
  }
  return control === 0 && high * 4 <= bytes.length;
}

function isUserAndPassword(text: string): boolean {
  const match = /^[\w.@-]{2,40}:([\x21-\x7e]{6,80})$/.exec(text);
  return match !== null && !isPlaceholder(match[1]!) && lookOf(match[1]!).wordiness < 0.7 && !match[1]!.includes('/');
}

/** Entries of a manifest that are no data. */
const noData =
  /^(?:name|namespace|kind|type|apiversion|uid|generation|resourceversion|creationtimestamp|app|version|release|chart|heritage|component|tier|labels?|image|selflink)$/i;

/** `key: base64` as all that stands on a line of a manifest of secrets. */
function isKubernetesValue(view: View, start: number, end: number): boolean {
  const { text } = view;
  let to = end;
  while (text.charCodeAt(to) === 61 && to < end + 2) to++;
  const before = /^[ \t]*(?:- )?["']?([\w.-]{1,80})["']?:[ \t]*["']?$/.exec(text.slice(view.lineStart(start), start));
  const after = text.slice(to, to + 2);
  if (before === null || noData.test(before[1]!) || !/^(?:["']?(?:[\r\n]|$)|$| )/.test(after)) return false;
  const value = text.slice(start, to);
  if (value.length % 4 !== 0 || isPlaceholder(value)) return false;
  const decoded = Buffer.from(value, 'base64');
  if (decoded.toString('latin1').includes('BEGIN CERTIFICATE') || decoded.length < 4) return false;
  view.add({ rule: 'kubernetes-secret', class: 'encoded', start, end: to, confidence: 0.8, keep: 0 });
  return true;
}
