import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { decideMultiline } from '../../../extension/core/multiline.ts';
import { bothWays, situationAt } from './notation.ts';

/** Language and text with the cursor; true where a block is to be asked for. */
const decisions: [language: string, text: string, multiline: boolean][] = [
  ['java', 'class A {\n  int m() {█\n  }\n}', true],
  ['java', 'class A {\n  int m() {\n    █\n  }\n}', true],
  ['java', 'class A {\n  int m() {█}\n}', true],
  ['java', 'class A {\n  int m() {█', true],
  ['java', 'class A {█}', true],
  ['java', 'class A {\n  int m() { // adds\n    █\n  }\n}', true],
  ['java', 'class A {\n  int m() {\n    █\n    return 1;\n  }\n}', false],
  ['java', 'class A {\n  int m() {\n    int a = █\n  }\n}', false],
  ['java', 'class A {\n  int m() {\n    f(█);\n  }\n}', false],
  ['java', 'class A {\n  int m() {\n    f("█");\n  }\n}', false],
  ['java', 'class A {\n  // {█\n}', false],
  ['java', 'class A {\n  int m() {█ return 1; }\n}', false],
  ['java', 'class A {\n  int[] a = {█};\n}', true],
  ['typescript', 'const a = items.map(x => {█});', true],
  ['typescript', 'const a = `\u0024{█}`;', false],
  ['typescript', 'const a = {\n  █\n};', true],
  ['typescript', 'const a = {\n  b: 1,\n  █\n};', false],
  ['typescript', 'f(\n  █\n);', true],
  ['typescript', 'f([█]);', false],
  ['typescript', 'useEffect(() => {█}, [load]);', true],
  ['typescriptreact', 'const a = <b c={█}>d</b>;', false],
  ['typescriptreact', 'const A = () => {\n  return (█\n  );\n};', true],
  ['typescript', 'import { █ } from "a";', false],
  ['typescript', 'if (a) {\n  b();\n} else {█', true],
  ['python', 'def f(a):█', true],
  ['python', 'def f(a):\n    █', true],
  ['python', 'def f(a):\n    """Adds."""\n    █\n', true],
  ['python', 'def f(a):\n    # adds\n    █\n', true],
  ['python', 'def f(a):\n    b = 1\n    █', false],
  ['python', 'def f(a):\n    █\n    return a', false],
  ['python', 'for a in b:\n    if a:\n        █\n', true],
  ['python', 'a = {"b":█}', false],
  ['python', 'class A:\n    █', true],
  ['go', 'func f() {█\n}', true],
  ['go', 'type A struct {█\n}', true],
  ['kotlin', 'fun f() {█\n}', true],
  ['kotlin', 'items.forEach {█}', true],
  ['csharp', 'class A\n{\n    void M()\n    {\n        █\n    }\n}', true],
  ['csharp', 'class A\n{\n    int B { get; █}\n}', false],
  ['c', 'int f(void)\n{█\n}', true],
  ['cpp', 'class A {\npublic:\n    █\n};', true],
  ['sql', 'SELECT * FROM █', false],
  ['sql', 'CREATE TABLE a (█\n);', true],
  ['sql', 'WITH a AS (█\n)\nSELECT 1;', true],
  ['sql', 'SELECT COUNT(█);', false],
  ['plsql', 'BEGIN\n  █\nEND;', true],
  ['plsql', 'BEGIN\n  IF a > 1 THEN\n    █\n  END IF;\nEND;', true],
  ['plsql', 'BEGIN\n  a := 1;\n  █\nEND;', false],
  ['cobol', '       PROCEDURE DIVISION.\n           IF WS-A > 1\n               █\n           END-IF.\n', true],
  ['cobol', '       PROCEDURE DIVISION.\n       1000-INIT.\n           █\n', true],
  ['cobol', '           MOVE 1 TO █\n', false],
  ['shellscript', 'if [ -f a ]; then\n  █\nfi\n', true],
  ['shellscript', 'for a in b; do\n  █\ndone\n', true],
  ['shellscript', 'echo █\n', false],
  ['shellscript', 'case a in\n  b)\n    █\n    ;;\nesac\n', true],
  ['shellscript', 'case a in\n  b)\n    c\n    █\n    ;;\nesac\n', false],
  ['yaml', 'services:\n  █\n', true],
  ['yaml', 'services:\n  a: █\n', false],
  ['rust', 'fn f() {█\n}', true],
  ['rust', 'let a = █;', false],
  ['plaintext', 'Dear █', false],
];

describe('line or block', () => {
  for (const [language, text, multiline] of decisions) {
    for (const parsing of bothWays) {
      it(`${JSON.stringify(text)} (${language}, ${parsing}): ${multiline ? 'block' : 'line'}`, async () => {
        assert.equal(decideMultiline(await situationAt(language, text, parsing)).multiline, multiline);
      });
    }
  }

  it('the length mode has the last word, except where code follows on the line', async () => {
    const empty = await situationAt('java', 'class A {\n  int m() {█}\n}');
    assert.deepEqual(decideMultiline(empty, 'line'), { multiline: false, why: 'line-mode' });
    const full = await situationAt('java', 'class A {\n  int m() {\n    a();█\n  }\n}');
    assert.deepEqual(decideMultiline(full, 'block'), { multiline: true, why: 'asked-for' });
    const inside = await situationAt('java', 'class A {\n  int m() {\n    █a();\n  }\n}');
    assert.deepEqual(decideMultiline(inside, 'block'), { multiline: false, why: 'text-after-cursor' });
  });
});
