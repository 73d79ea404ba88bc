import type { LabelledCase } from './labelled-case.ts';

/** A second reader: what stands after the cursor, in the word and below, in languages with braces. */
const J = (inner: string) => `package com.bank;\n\npublic class TransferService {\n${inner}\n}\n`;
const F = (inner: string) => J(`    void run(Account from, Account to, Money amount) {\n${inner}\n    }`);
export const cases: readonly LabelledCase[] = [
  // what stands after the cursor: whole, in part, closed by the editor
  [
    'java',
    F('        transfers.submit(├from, to, amount┤);'),
    'from, to, amount);\n        audit.record(from);\n    }',
  ],
  [
    'java',
    F('        transfers.submit(├from, to, amount┤)'),
    'from, to, amount);\n        audit.record(from);',
    F('        transfers.submit(├from, to, amount);┼)┤'),
  ],
  ['java', F('        transfers.submit(from, ├to┤, amount);'), 'to, amount);'],
  ['java', F('        transfers.submit(├from, to┤, amount);'), 'from, to, amount);'],
  ['java', F('        transfers.submit(from, ├to, amount┤);'), 'to, amount)'],
  [
    'java',
    F('        Map<String, List<├Account┤>> byBranch = new HashMap<>();'),
    'Account>> byBranch = new HashMap<>();',
  ],
  [
    'java',
    F('        Map<String, List<├Account>> byBranch = new HashMap<>();┤'),
    'Account>> byBranch = new HashMap<>();\n        for (',
  ],
  [
    'java',
    F('        log.info("├Transfer of {} done", amount);┼")┤'),
    'Transfer of {} done", amount);',
    F('        log.info("├Transfer of {} done", amount┼"┤)'),
  ],
  ['java', F('        log.info("├Transfer of {} done", amount┼"┤);'), 'Transfer of {} done", amount);'],
  [
    'java',
    F('        if (├from.isBlocked()┤) {\n            return;\n        }'),
    'from.isBlocked()) {\n            throw new BlockedException();\n        }',
  ],
  ['java', F('        boolean ok = ├amount.isPositive()┤ && from.isOpen();'), 'amount.isPositive() && from.isOpen();'],
  [
    'java',
    F('        var open = accounts.stream().filter(├Account::isOpen┤).map(Account::id).toList();'),
    'Account::isOpen).map(Account::id).toList();',
  ],
  [
    'java',
    F('        var open = ├accounts.stream()┤.filter(Account::isOpen).toList();'),
    'accounts.stream().filter(Account::isOpen).toList();',
  ],
  ['java', F("        char c = '├a┤';"), "a';"],
  ['java', F('        int[][] grid = {{1, 2}, {├3, 4┤}};'), '3, 4}};'],
  [
    'java',
    F('        Money sum = from.balance().add(to.balance(├)┤).add(amount);'),
    ').add(amount);',
    F('        Money sum = from.balance().add(to.balance(█).add(amount);'),
  ],
  ['typescript', 'const byBranch = new Map<string, Array<├Account┤>>();\n', 'Account>>();\n'],
  ['typescript', 'const { ├id, balance┤ } = account;\n', 'id, balance } = account;\n'],
  ['typescript', 'const total = ├amounts┤.reduce((a, b) => a + b, 0);\n', 'amounts.reduce((a, b) => a + b, 0);'],
  ['typescript', 'return ├account.open┤ ? 1 : 0;\n', 'account.open ? 1 : 0;'],
  ['typescript', 'const text = `Dear ${├customer.name┤}, welcome`;\n', 'customer.name}, welcome`;\nsend(text);'],
  ['typescript', 'const text = `├Dear ${customer.name}┤`;\n', 'Dear ${customer.name}`;'],
  [
    'typescript',
    "router.get('├/accounts/:id', async (request, reply) => {\n  return find(request.params.id);\n});┼')┤\n",
    "/accounts/:id', async (request, reply) => {\n  return find(request.params.id);\n});",
    "router.get('├/accounts/:id┤')\n",
    "router.get('├/accounts/:id', async (request, reply) => {\n  return find(request.params.id);\n}┼'┤)\n",
  ],
  ['typescript', 'type Row = Pick<Account, ├"id" | "iban"┤>;\n', '"id" | "iban">;\n'],
  ['typescript', 'const x = [├...old, added┤];\n', '...old, added];'],
  ['typescript', 'items.forEach((item) => {├\n  total += item.amount;\n┤});\n', '\n  total += item.amount;\n});\n'],
  ['csharp', 'var d = new Dictionary<string, List<├Account┤>>();\n', 'Account>>();'],
  ['csharp', 'var r = accounts.Where(a => ├a.Balance > 0┤).Select(a => a.Id);\n', 'a.Balance > 0).Select(a => a.Id);'],
  [
    'csharp',
    'Console.WriteLine($"├{account.Id}: {account.Balance:N2}┤");\n',
    '{account.Id}: {account.Balance:N2}");\nConsole',
  ],
  ['cpp', 'std::map<int, std::vector<├double┤>> rates;\n', 'double>> rates;'],
  ['cpp', 'std::map<int, std::vector<├double>> rates;┤\n', 'double>> rates;\nint main() {'],
  ['c', 'printf("├%s: %d\\n", name, count┼"┤);\n', '%s: %d\\n", name, count);'],
  ['c', 'memcpy(target, ├source, length┤);\n', 'source, length);\n'],
  ['c', 'for (├int i = 0; i < n; i++┤) {\n    sum += a[i];\n}\n', 'int i = 0; i < n; i++) {'],
  ['go', 'package a\n\nfunc f() {\n\taccounts[├id┤] = account\n}\n', 'id] = account\n}'],
  ['go', 'package a\n\nfunc f() {\n\tfmt.Printf("├%s: %d\\n", name, count┼"┤)\n}\n', '%s: %d\\n", name, count)\n}'],
  [
    'go',
    'package a\n\nfunc f(├ctx context.Context, id string┤) error {\n\treturn nil\n}\n',
    'ctx context.Context, id string) error {\n\treturn nil\n}',
  ],
  ['kotlin', 'val total = accounts.sumOf { ├it.balance┤ }\n', 'it.balance }\nprintln(total)'],
  ['kotlin', 'val m = mapOf(├"a" to 1, "b" to 2┤)\n', '"a" to 1, "b" to 2)\n'],
  ['kotlin', 'println("├Balance: ${account.balance}┤")\n', 'Balance: ${account.balance}")\n'],

  // in a word, in a line
  ['java', F('        amount = account.get█Balance();'), 'Id();'],
  ['java', F('        amount = account.get├Current┤Balance();'), 'Current'],
  ['java', F('        amount = account.get├Current┤Balance();'), 'CurrentBalance();'],
  ['java', F('        amount = account.get█Balance();'), 'Balance();'],
  ['typescript', 'const acc├ount┤ = find(id);\n', 'ount = find(id);'],
  ['typescript', 'const cur├rentAccount = find(id);┤\n', 'rentAccount = find(id);\n'],
  ['go', 'package a\n\nfunc f() {\n\tresp, err := cl├ient.Do(req)┤\n}\n', 'ient.Do(req)\n}'],
  ['csharp', 'var acc├ount = repository.Find(id);┤\n', 'ount = repository.Find(id);\n'],
  [
    'java',
    F('        from.with├draw(amount);┤\n        to.deposit(amount);'),
    'draw(amount);\n        to.deposit(amount);',
  ],
  ['java', F('        from.withdraw(amount);\n        to.de├posit(amount);┤'), 'to.deposit(amount);'],
  ['java', F('        return calc├ulate(amount);┤'), 'return calculate(amount);'],
  ['java', F('        BigDecimal fee = ├amount.multiply(RATE);┤'), 'BigDecimal fee = amount.multiply(RATE);'],

  // repeats what is there
  [
    'java',
    F('        from.withdraw(amount);\n        █\n        to.deposit(amount);\n        audit.record(from);'),
    'to.deposit(amount);\n        audit.record(from);\n    }',
  ],
  [
    'java',
    F(
      '        from.withdraw(amount);\n        ├check(from);┤\n        to.deposit(amount);\n        audit.record(from);',
    ),
    'check(from);\n        to.deposit(amount);\n        audit.record(from);\n    }\n}',
  ],
  [
    'typescript',
    'export function a() {\n  return 1;\n}\n\n█\n\nexport function b() {\n  return 2;\n}\n',
    'export function b() {\n  return 2;\n}',
  ],
  ['typescript', 'import { a } from "./a";\n█\nimport { b } from "./b";\n', 'import { b } from "./b";'],
  [
    'go',
    'package a\n\nfunc f() error {\n\tif err := g(); err != nil {\n\t\treturn err\n\t}\n\t█\n\treturn nil\n}\n',
    'return nil\n}',
  ],
  ['csharp', 'class A\n{\n    void F()\n    {\n        Open();\n        █\n    }\n}\n', '}\n}'],
  ['kotlin', 'class A {\n    fun f() {\n        a()\n        █\n    }\n}\n', '}\n\n    fun g() {}'],
];
