import type { Scope } from '../../core/scope.ts';
import { sqlCode } from './structure.ts';

/** Characters above the cursor that are looked through: some 5,000 lines. */
const lookedThrough = 300_000;
const longestHead = 400;
const unit = /\bcreate\s+(?:or\s+replace\s+)?(?:(?:non)?editionable\s+)?(?:package|type)\s+(?:body\s+)?[\w$#".]+/gi;
const routine =
  /^[ \t]*(?:create\s+(?:or\s+replace\s+)?)?(?:(?:member|static|map|order|constructor|overriding|final)\s+)*(?:procedure|function)\s+[\w$#".]+/gim;

/** The package or type, and the procedure or function, that the end of the text stands in, outermost first. */
export function plsqlScopes(prefix: string): Scope[] {
  const from = Math.max(0, prefix.length - lookedThrough);
  const code = sqlCode(prefix.slice(from));
  const found: Scope[] = [];
  const outer = [...code.matchAll(unit)].at(-1);
  if (outer && !/^[ \t]*\/[ \t]*$/m.test(code.slice(outer.index))) {
    found.push({ signature: outer[0].replace(/\s+/g, ' '), start: from + outer.index });
  }
  const inner = [...code.matchAll(routine)].at(-1);
  const body = inner && code.slice(inner.index);
  const head = body && /^[\s\S]*?\b(?:is|as)\b/i.exec(body.slice(0, longestHead))?.[0];
  // A head that a semicolon ends has no body; what its own name ends is behind the cursor.
  if (inner && head && !withoutParentheses(head).includes(';') && !isEnded(body, inner[0])) {
    const start = from + inner.index;
    // As it is written: comments and strings are blank in the code.
    found.push({
      signature: prefix
        .slice(start, start + head.length)
        .trim()
        .replace(/\s+/g, ' '),
      start,
    });
  }
  return found;
}

function withoutParentheses(text: string): string {
  return text.replace(/\([^()]*\)/g, '');
}

function isEnded(body: string, head: string): boolean {
  const name = /[\w$#]+$/.exec(head.replace(/"$/, ''))?.[0] ?? '';
  return name !== '' && new RegExp(`\\bend\\s+"?${name.replace(/[$#]/g, '\\$&')}\\b`, 'i').test(body);
}
