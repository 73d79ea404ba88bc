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
      what: 'a bracket that the answer opened itself stays',
      text: 'class A { int a = f(█); }',
      answer: 'g(1)',
      expect: 'class A { int a = f(├g(1)┤); }',
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
  ],
  'the text of the model is cleaned': [
    {
      what: 'a token that the file itself speaks of stays',
      language: 'python',
      text: "pad = '<pad>'\neos = █\n",
      answer: "'<pad>'",
      expect: "pad = '<pad>'\neos = ├'<pad>'┤\n",
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
});

describe('texts that were made to be slow', function () {
  // Each took from ten seconds to two minutes before the work was made to grow with the text alone.
  this.timeout(8_000);
  const many = 50_000;

  it('a line of brackets before and behind the cursor', async () => {
    const text = `${'('.repeat(many)}█${')'.repeat(many)}`;
    assert.equal((await suggest({ languageId: 'rust', text, answer: ')'.repeat(many) })).shown, null);
  });

  it('an answer that is one long word', async () => {
    const { shown } = await suggest({ languageId: 'rust', text: 'x = █\n', answer: '<'.repeat(2 * many) });
    assert.equal(shown?.text.length, 2 * many);
  });
});
