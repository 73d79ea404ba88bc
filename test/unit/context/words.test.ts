import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { indexOf } from './workspace.ts';

/** The names that the index reads in a file, line by line. */
function read(path: string, text: string): string[] {
  const index = indexOf({ [path]: text });
  const { values, starts } = index.wordsOf(index.file(path)!);
  return text
    .split('\n')
    .map((_, line) =>
      [...values.subarray(starts[line]!, starts[line + 1]!)].map(term => index.terms.text(term)).join(' '),
    );
}

const cases: readonly [what: string, path: string, text: string, names: string[]][] = [
  [
    'code in templates, and templates in it',
    'a.ts',
    'const url = `the ${base}/list of ${flag ? `all ${kinds.map(one => `of ${one}`)}` : "}"} ${last}`;\nafter();',
    ['const url base flag kinds map one one last', 'after'],
  ],
  [
    'a template over lines',
    'a.ts',
    'say(`first line\nsecond ${\n  value\n} done`);\nnext();',
    ['say', '', 'value', '', 'next'],
  ],
  ['a template that nobody closes', 'a.ts', 'say(`${open\nnext();', ['say open', 'next']],
  [
    'f-strings, but no braces of others, nor those that mean themselves',
    'a.py',
    'print(f"of {owner.name!r:>10} in {{braces}}", "the {other} one", rb"x {y} z")',
    ['print owner name rb'],
  ],
  [
    'interpolated strings of C#',
    'a.cs',
    'Log($"took {watch.Elapsed} of {limit:N} and {{text}}", "the {other} one", $@"in ""{folder}""");',
    ['Log watch Elapsed limit folder'],
  ],
  [
    'what a shell puts into strings and names, but no comment in a word',
    'a.sh',
    'cp "$SOURCE/a b" "${TARGET:-none} $(basename "$NAME" .x)" -p$PORT # not $THIS\necho ${PATH#prefix} \'$raw text\'',
    ['cp SOURCE TARGET none basename NAME PORT', 'echo PATH'],
  ],
  ['names in strings of Kotlin', 'a.kt', 'log("paid $amount to ${payee.name} today")', ['log amount payee name']],
  [
    'keys of YAML with their hyphens',
    'a.yml',
    'pull-request: on-push # nothing\nurl: a#b',
    ['pull-request on-push', 'url'],
  ],
];

describe('the names of a file', () => {
  for (const [what, path, text, names] of cases) it(what, () => assert.deepEqual(read(path, text), names));
});
