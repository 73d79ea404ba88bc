import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { warmUp } from '../../../extension/context/warm-up.ts';
import { collectAt, type Files, indexOf, shown } from './workspace.ts';

const bank: Files = {
  'src/account/Account.java': `package account;
public class Account {
  private final String iban;
  public Account(String iban) { this.iban = iban; }
  /** In cents. */
  public long availableBalance() { return 0; }
  public void freezeUntil(java.time.Instant when) { }
}
`,
  'src/account/AccountService.java': `package account;
public class AccountService {
  public void close(Account account) {
    auditTrail.record("close");
    ledgerGateway.settleAndClose(account);
  }
}
`,
  'src/card/CardService.java': `package card;
import account.Account;
public class CardService {
  public void close(Card card) {
    auditTrail.record("close");
    cardNetwork.revoke(card);
  }
}
`,
};

describe('collecting context', () => {
  it('shows where the workspace goes on from lines like those before the cursor', () => {
    const items = collectAt(
      'src/loan/LoanService.java',
      'package loan;\npublic class LoanService {\n  public void close(Loan loan) {\n    auditTrail.record("close");\n    █\n  }\n}\n',
      indexOf(bank),
    );
    assert.match(shown(items.filter(({ kind }) => kind === 'similar')), /settleAndClose|revoke/);
  });

  it('shows the members of what stands before the dot', () => {
    // Files that are like the place take what does not depend on the typed line; the members come with it.
    const crowd = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [
        `src/pay/Pay${at}.java`,
        `package pay;\nclass Pay${at} {\n  void pay(Card card) {\n    bookEntry${at}(card, amountOf${at}, valueDate${at});\n  }\n}\n`,
      ]),
    );
    const items = collectAt(
      'src/loan/LoanService.java',
      'package loan;\nclass LoanService {\n  void pay(Card card) {\n    Account payer = holder;\n    payer.█\n  }\n}\n',
      indexOf({ ...bank, ...crowd }),
      { budget: 160 },
    );
    const members = items.filter(({ path, kind }) => path === 'src/account/Account.java' && kind !== 'similar');
    assert.match(shown(members), /availableBalance|freezeUntil/);
    assert.ok(members.every(({ reason }) => reason.length > 0));
  });

  it("never shows what the document's own saved version holds", () => {
    const saved = { ...bank, 'src/loan/Loan.java': 'class Loan {\n  void secretPlan() { heldOutCall(); }\n}\n' };
    const items = collectAt('src/loan/Loan.java', 'class Loan {\n  void secretPlan() { █ }\n}\n', indexOf(saved));
    assert.doesNotMatch(shown(items), /heldOutCall/);
    const without = collectAt('src/loan/Loan.java', 'class Loan {\n  void secretPlan() { █ }\n}\n', indexOf(bank));
    assert.deepEqual(items, without);
  });

  it('stays within the budget, whatever it is', () => {
    for (const budget of [0, 1, 40, 200]) {
      const items = collectAt('src/A.java', 'class A { void close(Account a) {\n█\n}}', indexOf(bank), { budget });
      assert.ok(items.reduce((sum, { tokens }) => sum + tokens, 0) <= budget, `budget ${budget}`);
    }
  });

  it('shows nothing of a file that a rule excludes', () => {
    const items = collectAt(
      'src/A.java',
      'class A {\n  Account payer;\n  void f() {\n    payer.█\n  }\n}\n',
      indexOf(bank),
      {
        isExcluded: path => path.startsWith('src/account/'),
        knowledge: [{ path: 'src/account/notes.md', text: '# Always\npayer' }],
        recentEdits: [{ path: 'src/account/Account.java', line: 1, text: 'class Account' }],
      },
    );
    assert.ok(items.every(({ path }) => !path.startsWith('src/account/')));
  });

  it('is the same after warming up, which goes through some of the files', () => {
    const place = 'class A {\n  void close(Account a) {\n    a.█\n  }\n}\n';
    const [cold, warm] = [indexOf(bank), indexOf(bank)];
    assert.ok([...warmUp(warm)].length >= 1);
    assert.deepEqual(collectAt('src/A.java', place, warm), collectAt('src/A.java', place, cold));
    assert.deepEqual([...warmUp(indexOf({}))], []);
  });

  it('keeps its first bytes while one types on a line', () => {
    const index = indexOf(bank);
    const at = (typed: string) =>
      collectAt(
        'src/L.java',
        `class L {\n  void close(Loan loan) {\n    auditTrail.record("close");\n    ${typed}█\n  }\n}\n`,
        index,
      );
    const first = at('');
    const stable = first.findLastIndex(({ kind }) => kind === 'similar') + 1;
    assert.ok(stable > 0);
    for (const typed of ['l', 'ledger', 'ledgerGateway.', 'ledgerGateway.settle']) {
      assert.deepEqual(at(typed).slice(0, stable), first.slice(0, stable));
    }
  });

  it('gives the same bytes in whatever order the files came, and after changes taken back', () => {
    const forth = indexOf(bank);
    const back = indexOf(Object.fromEntries(Object.entries(bank).reverse()));
    back.set('src/other/Noise.java', 'class Noise { void ledgerGateway() {} }');
    back.set('src/card/CardService.java', 'class Changed {}');
    back.set('src/card/CardService.java', bank['src/card/CardService.java']!);
    back.remove('src/other/Noise.java');
    const marked = 'class L {\n  void close(Loan loan) {\n    auditTrail.record("close");\n    █\n  }\n}\n';
    assert.deepEqual(collectAt('src/L.java', marked, back), collectAt('src/L.java', marked, forth));
  });

  it('shows what was changed elsewhere a moment ago, and what the compiler says here', () => {
    const items = collectAt('src/L.java', 'class L {\n  █\n}\n', indexOf(bank), {
      recentEdits: [
        { path: 'src/account/Account.java', line: 6, text: 'public long availableBalance(Currency currency)' },
      ],
      diagnostics: [
        { line: 2, message: "cannot find symbol 'Currency'" },
        { line: 90, message: 'far away' },
      ],
    });
    assert.deepEqual(
      items.filter(({ kind }) => kind === 'edit').map(({ start, text }) => [start, text]),
      [[6, 'public long availableBalance(Currency currency)']],
    );
    assert.deepEqual(
      items.filter(({ kind }) => kind === 'diagnostic').map(({ text }) => text),
      ["cannot find symbol 'Currency'"],
    );
  });

  it('shows the sections of house knowledge that speak of names in sight', () => {
    const knowledge = [
      { path: '.intramural/knowledge/money.md', text: '# Money\nUse CentAmount.\n# Dates\nUse SettlementDate.\n' },
    ];
    const items = collectAt('src/L.java', 'class L {\n  CentAmount fee;\n  █\n}\n', indexOf(bank), { knowledge });
    assert.equal(shown(items.filter(({ kind }) => kind === 'knowledge')), '# Money\nUse CentAmount.');
  });

  it('shows nothing of the knowledge file that is being written, as it stood on disk', () => {
    const path = '.intramural/knowledge/money.md';
    const knowledge = [{ path, text: '# Always\nheld out' }];
    assert.deepEqual(collectAt(path, '# Always\n█', indexOf(bank), { knowledge }), []);
  });

  it('gives no more items than one request may hold, however small they are', () => {
    const many = (name: string, count: number): Files =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`src/${name}${at}/A.java`, `  ${name}(${name}Rate${at});`]),
      );
    const files = { ...many('settle', 60), ...many('revoke', 60), ...many('other', 600) };
    const marked = 'class A {\n  void f() {\n    settle();\n    revoke(█\n  }\n}';
    const items = collectAt('src/A.java', marked, indexOf(files), { budget: 20_000 });
    assert.equal(items.length, 64);
  });

  it('shows code to go on from with what goes on, never just up to a line like the one above the cursor', () => {
    const call = '    auditTrail.record("close");\n';
    const filler = Array.from({ length: 5 }, (_, at) => `    step${at}(book);\n`).join('');
    const files = {
      'src/Tail.java': `class Tail {\n  void a() {\n${filler}${call}`,
      'src/Twice.java': `class Twice {\n  void a() {\n${call}${filler}${call}    settleAfterwards();\n  }\n}\n`,
    };
    const marked = `class L {\n  void close(Loan loan) {\n${call}    █\n  }\n}\n`;
    const items = collectAt('src/L.java', marked, indexOf(files)).filter(({ kind }) => kind === 'similar');
    assert.deepEqual(
      items.map(({ path }) => path),
      ['src/Twice.java'],
    );
    assert.match(shown(items), /auditTrail\.record\("close"\);\n\s*settleAfterwards/);
  });
});
