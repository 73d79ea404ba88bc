import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readable, readSource, workspaceFiles } from '../../../extension/headless/workspace-files.ts';

describe('the files of a workspace from the command line', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const encoded: readonly [name: string, bytes: number[], text: string][] = [
    ['UTF-8', [0x63, 0xc3, 0xa9], 'cé'],
    ['UTF-8 with a byte order mark', [0xef, 0xbb, 0xbf, 0x63, 0x0d, 0x0a], 'c\r\n'],
    ['UTF-16, as SQL Server writes its scripts', [0xff, 0xfe, 0x63, 0x00, 0xe9, 0x00], 'cé'],
    ['UTF-16, big end first', [0xfe, 0xff, 0x00, 0x63, 0x00, 0xe9], 'cé'],
    ['GB18030', [0xd5, 0xcb, 0xbb, 0xa7], '账户'],
    ['what is neither, byte by byte', [0x63, 0x61, 0x66, 0xe9, 0x22], 'café"'],
    ['nothing', [], ''],
  ];
  for (const [name, bytes, text] of encoded) {
    it(`are read: ${name}`, () => {
      writeFileSync(join(folder, 'a.sql'), Uint8Array.from(bytes));
      assert.equal(readSource(join(folder, 'a.sql')), text);
    });
  }

  it('are those that no rule keeps out and no link leads to, in the order of their paths', () => {
    for (const sub of ['b', 'a', 'kept']) mkdirSync(join(folder, sub));
    for (const file of ['b/B.java', 'a/A.java', 'Z.java', 'kept/out.java', 'kept/in.java'])
      writeFileSync(join(folder, file), 'class X {}');
    writeFileSync(join(folder, 'kept', '.intramuralignore'), Buffer.from('\ufeffout.java\r\n', 'utf16le'));
    symlinkSync('..', join(folder, 'a', 'loop'));
    symlinkSync(join(folder, 'Z.java'), join(folder, 'a', 'Link.java'));
    const { files } = workspaceFiles(folder);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['Z.java', 'a/A.java', 'b/B.java', 'kept/.intramuralignore', 'kept/in.java'],
    );
  });

  it('are passed over where they cannot be read, but no fault of ours is', () => {
    assert.equal(
      readable(() => readSource(join(folder, 'gone.java'))),
      undefined,
    );
    assert.throws(
      () =>
        readable(() => {
          throw new Error('ours');
        }),
      /ours/,
    );
  });
});
