import { asciiSet, isIdentifier, isSpace } from '../scan/characters.ts';
import { literalAt, reach, skipSpaces } from './place.ts';

const wrapperUnits = asciiSet('.[]&*:<>{');

/** Functions that fetch a value by the name in the literal, or only look at it: the literal is no secret. */
const fetches = new RegExp(
  `(?:^|[._>:])(?:${[
    'get|env|getenv|environ|prop|property|properties|config|conf|settings?|load|read|find|lookup|fetch|resolve|translate|t|tr|i18n|gettext|path|join|resource',
    'file|open|require|import|include|input|prompt|format|sprintf|printf|println|print|log|info|debug|warn|error|fatal|fail|errorf|assert|describe|it|test',
    'expect|select|query|column|header|label|param|params|arg|args|option|flag|field|key|name|message|includes?|contains|indexof|startswith|endswith|split',
    'replace|replaceall|match|matches|has|isset|defined|validate|verify|check|queryforlist|queryforobject|compile|regex|isempty|length|trim',
    'substring|jsonpath|xpath|byid|bycss|locator|element|selector|getresource|annotation|type|typeof|class|exists|delete|remove|count|sum|max|min|where',
  ].join(
    '|',
  )})$|(?:^|[._>:])(?:get|load|read|find|lookup|fetch|resolve|require|parse|validate|is|has|should|query|with)[a-z_]*$`,
  'i',
);

/** Functions that only turn the literal into bytes: it is the value itself. */
const turns = /(?:get(?:Url|Mime)?Decoder|GetBytes|getBytes|get_bytes)$/;

/** `new String("…")`, `[]byte("…")`, `b64encode(b'…')`: the quote inside. */
export function overWrapper(text: string, from: number): number | 'fetches' {
  let nameFrom = from;
  for (let at = from; at < from + reach; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 40) {
      const name = text.slice(nameFrom, at).trim();
      const open = skipSpaces(text, at + 1);
      const inner = overKeyword(text, open);
      if (inner === open && fetches.test(name) && !turns.test(name)) return 'fetches';
      const quote = literalAt(text, inner);
      if (quote >= 0) return quote;
      nameFrom = at + 1;
      // `getDecoder().decode(`
      if (text.charCodeAt(at + 1) === 41) at++;
      continue;
    }
    if (isIdentifier(unit) || isSpace(unit) || wrapperUnits[unit] === 1) continue;
    return -1;
  }
  return -1;
}

/** `default="…"`: over the name of an argument that gives the value. */
function overKeyword(text: string, from: number): number {
  const keyword = /^(?:default|value|default_value|defaultValue)\s?[=:]\s?/.exec(text.slice(from, from + 20));
  return keyword === null ? from : from + keyword[0].length;
}
