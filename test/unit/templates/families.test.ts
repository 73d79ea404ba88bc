import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type TemplateName, templateNames } from '../../../server/templates/names.ts';
import { templates } from '../../../server/templates/registry.ts';
import { pieceText } from '../../../server/templates/render.ts';
import type { PromptParts } from '../../../server/templates/template.ts';

const plain: PromptParts = { prefix: 'P', suffix: 'S', path: '', language: 'java', repository: '', context: [] };
const named: PromptParts = { ...plain, path: 'src/B.java', repository: 'bank/core' };
const full: PromptParts = {
  ...named,
  context: [
    { kind: 'definition', path: 'src/A.java', language: 'java', text: 'class A {}' },
    { kind: 'knowledge', path: 'README.md', language: 'markdown', text: '# Bank\n\nHouse rules\n' },
  ],
};

function render(name: TemplateName, parts: PromptParts): string {
  return templates[name].render(parts).map(pieceText).join('');
}

const comments =
  '// Path: src/A.java\n// class A {}\n// Path: README.md\n// # Bank\n//\n// House rules\n// Path: src/B.java\n';

/** By family: the document alone, with its path and repository, and with further files. */
const expected: Record<TemplateName, [plain: string, named: string, full: string]> = {
  'qwen2.5-coder': [
    '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    '<|repo_name|>bank/core\n<|file_sep|>src/A.java\nclass A {}\n<|file_sep|>README.md\n# Bank\n\nHouse rules\n<|file_sep|>src/B.java\n<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
  ],
  'qwen2.5-coder-comments': [
    '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    `<|fim_prefix|>${comments}P<|fim_suffix|>S<|fim_middle|>`,
  ],
  granite: [
    '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    `<|fim_prefix|>${comments}P<|fim_suffix|>S<|fim_middle|>`,
  ],
  codegemma: [
    '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    `<|fim_prefix|>${comments}P<|fim_suffix|>S<|fim_middle|>`,
  ],
  starcoder2: [
    '<fim_prefix>P<fim_suffix>S<fim_middle>',
    '<repo_name>bank/core<file_sep><fim_prefix>src/B.java\nP<fim_suffix>S<fim_middle>',
    '<repo_name>bank/core<file_sep>src/A.java\nclass A {}<file_sep>README.md\n# Bank\n\nHouse rules\n<file_sep><fim_prefix>src/B.java\nP<fim_suffix>S<fim_middle>',
  ],
  'stable-code': [
    '<fim_prefix>P<fim_suffix>S<fim_middle>',
    '<fim_prefix>P<fim_suffix>S<fim_middle>',
    `<fim_prefix>${comments}P<fim_suffix>S<fim_middle>`,
  ],
  'deepseek-coder': [
    '<｜fim▁begin｜>P<｜fim▁hole｜>S<｜fim▁end｜>',
    '<｜fim▁begin｜>P<｜fim▁hole｜>S<｜fim▁end｜>',
    `<｜fim▁begin｜>${comments}P<｜fim▁hole｜>S<｜fim▁end｜>`,
  ],
  codellama: ['<PRE> P <SUF>S <MID>', '<PRE> P <SUF>S <MID>', `<PRE> ${comments}P <SUF>S <MID>`],
  codestral: [
    '[SUFFIX]S[PREFIX]P',
    '[SUFFIX]S[PREFIX]P',
    '[SUFFIX]S[PREFIX]+++++ src/A.java\nclass A {}\n\n+++++ README.md\n# Bank\n\nHouse rules\n\n+++++ src/B.java\nP',
  ],
  mellum: [
    '<fim_suffix>S<fim_prefix>P<fim_middle>',
    '<filename>src/B.java\n<fim_suffix>S<fim_prefix>P<fim_middle>',
    '<filename>src/A.java\nclass A {}\n<filename>README.md\n# Bank\n\nHouse rules\n<filename>src/B.java\n<fim_suffix>S<fim_prefix>P<fim_middle>',
  ],
  'seed-coder': [
    '<[fim-suffix]>S<[fim-prefix]>P<[fim-middle]>',
    '<[fim-suffix]>S<[fim-prefix]>P<[fim-middle]>',
    `<[fim-suffix]>S<[fim-prefix]>${comments}P<[fim-middle]>`,
  ],
  'prefix-only': ['P', 'P', `${comments}P`],
};

describe('prompt templates', () => {
  for (const name of templateNames) {
    it(`${name} renders its published bytes`, () => {
      const [alone, withPath, withFiles] = expected[name];
      assert.equal(render(name, plain), alone);
      assert.equal(render(name, named), withPath);
      assert.equal(render(name, full), withFiles);
    });
  }

  it('writes DeepSeek’s bars as U+FF5C and its low blocks as U+2581', () => {
    const units = [...render('deepseek-coder', plain)].map(character => character.codePointAt(0));
    assert.equal(units.filter(unit => unit === 0xff5c).length, 6);
    assert.equal(units.filter(unit => unit === 0x2581).length, 3);
  });

  it('comments context in the syntax of the document’s language', () => {
    const inLanguage = (language: string) =>
      render('prefix-only', { ...full, language, context: full.context.slice(0, 1) });
    assert.equal(inLanguage('python'), '# Path: src/A.java\n# class A {}\n# Path: src/B.java\nP');
    assert.equal(inLanguage('sql'), '-- Path: src/A.java\n-- class A {}\n-- Path: src/B.java\nP');
    assert.equal(inLanguage('cobol'), '      * Path: src/A.java\n      * class A {}\n      * Path: src/B.java\nP');
    assert.equal(inLanguage('xml'), '<!-- Path: src/A.java -->\n<!-- class A {} -->\n<!-- Path: src/B.java -->\nP');
    assert.equal(inLanguage('constructor'), '# Path: src/A.java\n# class A {}\n# Path: src/B.java\nP');
  });

  it('ends every family’s answer at one of its own special tokens or file marks', () => {
    for (const name of templateNames) assert.ok(templates[name].stops.length > 0, name);
  });
});
