import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { auditLink, pathLinks, withoutCommandLinks } from '../../../extension/engine/page-links.ts';

const record = '01900000-0000-7000-8000-000000000001';
const other = '01900000-0000-7000-8000-000000000002';

describe('links of a page', () => {
  it('no text of others runs a command', () => {
    for (const hostile of [
      '[a](command:workbench.action.terminal.new)',
      '[a]( <command:x>)',
      '[a](\ncommand:x)',
      '<command:x>',
      '[a]: COMMAND:x',
      '[a](vscode://intramural.intramural/sign-in?code=1)',
    ]) {
      assert.doesNotMatch(withoutCommandLinks(hostile), /(?:command|vscode):/i, hostile);
    }
  });

  it('code stays as it is', () => {
    for (const code of ['services:\n  command: ["a"]', 'List<command> a;', '[a](https://bank.example)']) {
      assert.equal(withoutCommandLinks(code), code);
    }
  });

  it('leads to the record of the page, not to an id that an answer holds', () => {
    const text = `    String id = "${other}";\n    String own = "${record}";\n\nAudit record: ${record}\n`;
    assert.deepEqual(auditLink(text, record), { index: text.lastIndexOf(record), length: 36 });
    assert.equal(auditLink(text, undefined), undefined);
    assert.equal(auditLink(text, '../../x'), undefined);
  });

  it('leads to paths inside the workspace only', () => {
    const text = 'File: src/A.java (java)\n- src/B.java (similar-code, 12 characters): near\n- ../../etc/passwd (x)\n';
    assert.deepEqual(
      pathLinks(text).map(({ path, index, length }) => [path, text.slice(index, index + length)]),
      [
        ['src/A.java', 'src/A.java'],
        ['src/B.java', 'src/B.java'],
      ],
    );
  });
});
