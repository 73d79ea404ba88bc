import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { bothWays, display, suggest } from './notation.ts';

interface Case {
  what: string;
  language?: string;
  text: string;
  answer: string;
  expect: string;
}

/** What the user sees, for what a model has answered. Java where nothing else is said; the same without a tree. */
const cases: Record<string, Case[]> = {
  'what stands after the cursor is not repeated': [
    {
      what: 'a closing bracket',
      text: 'class A { int a = f(█); }',
      answer: '1, 2);',
      expect: 'class A { int a = f(├1, 2┤); }',
    },
    {
      what: 'a bracket that the answer opened itself stays',
      text: 'class A { int a = f(█); }',
      answer: 'g(1)',
      expect: 'class A { int a = f(├g(1)┤); }',
    },
    {
      what: 'code goes on behind the bracket: the answer takes its place',
      text: 'class A { void m() {\n    f(█)\n  } }',
      answer: 'a).run();',
      expect: 'class A { void m() {\n    f(├a).run();┼)┤\n  } }',
    },
    {
      what: 'the rest of a condition',
      text: 'class A { void m() {\n    if (█) {\n      run();\n    }\n  } }',
      answer: 'x > f(y)) {\n      run();\n    }',
      expect: 'class A { void m() {\n    if (├x > f(y)┤) {\n      run();\n    }\n  } }',
    },
    {
      what: 'an operand before an operator',
      language: 'typescript',
      text: 'const total = █ + tax;\n',
      answer: 'price * count + tax;',
      expect: 'const total = ├price * count┤ + tax;\n',
    },
    {
      what: 'a closing quote',
      language: 'typescript',
      text: 'print("█");\n',
      answer: 'hello");',
      expect: 'print("├hello┤");\n',
    },
    {
      what: 'a quote that the answer goes on behind',
      language: 'typescript',
      text: 'print("█");\n',
      answer: 'hello " + name);',
      expect: 'print("├hello " + name┼"┤);\n',
    },
    {
      what: 'the angle of a type',
      text: 'class A { List<█> names; }',
      answer: 'String> names;',
      expect: 'class A { List<├String┤> names; }',
    },
    {
      what: 'the lines below',
      text: 'class A {\n  void m() {\n    █\n    b();\n    c();\n  }\n}\n',
      answer: 'a();\n    b();\n    c();\n  }\n}\n',
      expect: 'class A {\n  void m() {\n    ├a();┤\n    b();\n    c();\n  }\n}\n',
    },
  ],
  'brackets come out even': [
    {
      what: 'a block whose closer is there already',
      text: 'class A {\n  int m() {█\n  }\n}\n',
      answer: '\n    return 1;\n  }\n\n  int n() {\n    return 2;\n  }\n}\n',
      expect: 'class A {\n  int m() {├\n    return 1;┤\n  }\n}\n',
    },
    {
      what: 'a block whose closer is missing',
      text: 'class A {\n  int m() {█\n',
      answer: '\n    return 1;\n  }\n\n  int n() {\n    return 2;\n  }\n}\n',
      expect: 'class A {\n  int m() {├\n    return 1;\n  }┤\n',
    },
    {
      what: 'the closer behind the cursor gets a line of its own',
      text: 'class A {\n  int m() {█}\n}\n',
      answer: '\n    return 1;\n  }\n}\n',
      expect: 'class A {\n  int m() {├\n    return 1;\n  ┤}\n}\n',
    },
    {
      what: 'a callback between brackets that the editor has closed',
      language: 'typescript',
      text: 'const a = items.map(x => {█});\n',
      answer: '\n  return x + 1;\n});\n\nconsole.log(a);\n',
      expect: 'const a = items.map(x => {├\n  return x + 1;\n┤});\n',
    },
    {
      what: 'one bracket too many',
      text: 'class A { void m() {\n    int x = (1 + █\n  } }',
      answer: '2));',
      expect: 'class A { void m() {\n    int x = (1 + ├2);┤\n  } }',
    },
    {
      what: 'else in the place of a closer',
      language: 'typescript',
      text: 'if (a) {\n  b();\n█\n  c();\n}\n',
      answer: '} else {\n  c();\n}\n',
      expect: 'if (a) {\n  b();\n├} else {┤\n  c();\n}\n',
    },
  ],
  'ends where the statement or block ends': [
    {
      what: 'one statement of several lines',
      language: 'typescript',
      text: 'const a = █\n',
      answer: 'items.map(x => {\n  return x + 1;\n});\nconsole.log(a);\n',
      expect: 'const a = ├items.map(x => {\n  return x + 1;\n});┤\n',
    },
    {
      what: 'a chain of calls',
      text: 'class A {\n  Object m() {\n    return names█\n  }\n}\n',
      answer: '.stream()\n        .filter(n -> n.isBlank())\n        .toList();\n  }\n',
      expect:
        'class A {\n  Object m() {\n    return names├.stream()\n        .filter(n -> n.isBlank())\n        .toList();┤\n  }\n}\n',
    },
    {
      what: 'try with its catch',
      language: 'typescript',
      text: 'try {█',
      answer: '\n  a();\n} catch (e) {\n  b();\n}\nc();\n',
      expect: 'try {├\n  a();\n} catch (e) {\n  b();\n}┤',
    },
    {
      what: 'dedentation in Python',
      language: 'python',
      text: 'def f(a):\n    █\n\nprint(f(1))\n',
      answer: 'return a + 1\n\ndef g():\n    pass\n',
      expect: 'def f(a):\n    ├return a + 1┤\n\nprint(f(1))\n',
    },
    {
      what: 'a statement with its body in Python',
      language: 'python',
      text: 'def f(a):\n    x = 0\n    █\n',
      answer: 'for i in a:\n        x += i\n    return x\n',
      expect: 'def f(a):\n    x = 0\n    ├for i in a:\n        x += i┤\n',
    },
    {
      what: 'a circle of lines',
      language: 'python',
      text: 'def f():\n    █\n',
      answer: 'add(1)\n    add(1)\n    add(1)\n    add(1)\n',
      expect: 'def f():\n    ├add(1)┤\n',
    },
    {
      what: 'a block that was cut off',
      text: 'class A {\n  void m() {█\n  }\n}\n',
      answer: '\n    a();\n    b();\n    if (c) {\n      d(',
      expect: 'class A {\n  void m() {├\n    a();\n    b();┤\n  }\n}\n',
    },
  ],
  'says nothing rather than what is there': [
    { what: 'blank', text: 'class A {\n  █\n}\n', answer: '  \n\n', expect: 'class A {\n  █\n}\n' },
    {
      what: 'the line above',
      language: 'python',
      text: 'import os\n█\n',
      answer: 'import os\n',
      expect: 'import os\n█\n',
    },
    {
      what: 'the line below',
      text: 'class A {\n  void m() {\n    █\n    send(account);\n  }\n}\n',
      answer: 'send(account);\n',
      expect: 'class A {\n  void m() {\n    █\n    send(account);\n  }\n}\n',
    },
    {
      what: 'nothing but a closer that is there',
      text: 'class A {\n  void m() {\n    a();\n  █\n  }\n}\n',
      answer: '}\n}\n',
      expect: 'class A {\n  void m() {\n    a();\n  █\n  }\n}\n',
    },
  ],
  'the text of the model is cleaned': [
    {
      what: 'an end token, and what follows it',
      text: 'class A { int a = █; }',
      answer: '1<|endoftext|>class B {',
      expect: 'class A { int a = ├1┤; }',
    },
    {
      what: 'an echo of the template',
      language: 'python',
      text: 'x = █\n',
      answer: '<|fim_middle|>f(1)',
      expect: 'x = ├f(1)┤\n',
    },
    {
      what: 'tokens of DeepSeek with their own bars',
      language: 'python',
      text: 'x = █\n',
      answer: 'f(1)<｜end▁of▁sentence｜>',
      expect: 'x = ├f(1)┤\n',
    },
    {
      what: 'a token that the file itself speaks of stays',
      language: 'python',
      text: "pad = '<pad>'\neos = █\n",
      answer: "'<pad>'",
      expect: "pad = '<pad>'\neos = ├'<pad>'┤\n",
    },
    {
      what: 'a Markdown fence',
      language: 'python',
      text: 'x = █\n',
      answer: '```python\nf(1)\n```\nThis calls f.',
      expect: 'x = ├f(1)┤\n',
    },
    {
      what: 'the beginning of the line once more',
      language: 'python',
      text: 'total = █\n',
      answer: 'total = a + b',
      expect: 'total = ├a + b┤\n',
    },
    {
      what: 'indentation that the line has already',
      language: 'python',
      text: 'def f():\n    █\n',
      answer: '    return 1',
      expect: 'def f():\n    ├return 1┤\n',
    },
    {
      what: 'space at the ends of lines',
      text: 'class A {\n  void m() {█\n  }\n}\n',
      answer: '\n    a();   \n    b(); \t',
      expect: 'class A {\n  void m() {├\n    a();\n    b();┤\n  }\n}\n',
    },
    {
      what: 'spaces in a file of tabs',
      language: 'go',
      text: 'func a() {\n\tb()\n\tif c {\n\t\td()\n\t}\n}\n\nfunc e() {█\n}\n',
      answer: '\n    if f {\n        g()\n    }\n}',
      expect: 'func a() {\n\tb()\n\tif c {\n\t\td()\n\t}\n}\n\nfunc e() {├\n\tif f {\n\t\tg()\n\t}┤\n}\n',
    },
    {
      what: 'a block that counts its indentation from its own first line',
      text: 'class A {\n    void m() {\n        █\n    }\n}\n',
      answer: 'if (a) {\n    b();\n}',
      expect: 'class A {\n    void m() {\n        ├if (a) {\n            b();\n        }┤\n    }\n}\n',
    },
    {
      what: 'line breaks of Windows',
      text: 'class A {\n  void m() {█\n  }\n}\n',
      answer: '\r\n    a();\r\n  }\r\n',
      expect: 'class A {\n  void m() {├\n    a();┤\n  }\n}\n',
    },
  ],
};

describe('from an answer to what is shown', () => {
  for (const [title, group] of Object.entries(cases)) {
    describe(title, () => {
      for (const { what, language = 'java', text, answer, expect } of group) {
        for (const parsing of bothWays) {
          it(`${what} (${language}, ${parsing})`, async () => {
            assert.equal(await display({ languageId: language, text, answer, parsing }), expect);
          });
        }
      }
    });
  }
});

describe('reasons', () => {
  const reasons = async (languageId: string, text: string, answer: string) =>
    (await suggest({ languageId, text, answer })).reasons;

  it('an answer that needs no change has none', async () => {
    assert.deepEqual(await reasons('python', 'x = █\n', 'f(1)'), []);
  });

  it('the last reason is the one that dropped it', async () => {
    assert.equal((await reasons('python', 'import os\n█\n', 'import os\n')).at(-1), 'duplicate-line');
    assert.equal((await reasons('python', 'x = █\n', ' \n')).at(-1), 'blank');
  });

  it('what adds syntax errors is refused with a tree', async () => {
    const shown = await suggest({
      languageId: 'java',
      text: 'class A {\n  int m() {\n    █\n  }\n}\n',
      answer: 'return + * ;',
    });
    assert.equal(shown.shown, null);
    assert.equal(shown.reasons.at(-1), 'syntax-errors');
  });
});
