import type { Scope } from '../../core/scope.ts';
import { programText } from './columns.ts';

/** Characters above the cursor that are looked through: some 6,000 lines. */
const lookedThrough = 400_000;
const division = /^\s*[A-Z]+\s+DIVISION\b[^.]*\./i;
const section = /^\s*[A-Z0-9][A-Z0-9-]*\s+SECTION\s*\./i;
const paragraph = /^ {7,10}(?!(?:END|EXIT|GOBACK|STOP|ELSE|END-[A-Z]+)\b)[A-Z0-9][A-Z0-9-]*\s*\.\s*$/i;

/** The division, section and paragraph that the end of the text stands in, outermost first. */
export function cobolScopes(prefix: string): Scope[] {
  const from = prefix.length > lookedThrough ? prefix.indexOf('\n', prefix.length - lookedThrough) + 1 : 0;
  const lines = programText(prefix.slice(from)).split('\n');
  const found: Scope[] = [];
  let end = prefix.length;
  let wanted: RegExp[] = [paragraph, section, division];
  for (let at = lines.length - 1; at >= 0 && wanted.length > 0; at--) {
    const line = lines[at]!;
    end -= line.length;
    const kind = wanted.findIndex(pattern => pattern.test(line));
    if (kind >= 0) {
      found.unshift({ signature: line.trim(), start: end });
      wanted = wanted.slice(kind + 1);
    }
    end -= 1;
  }
  return found;
}
