import type { LabelledCase } from './labelled-case.ts';

/** A second reader: where a statement or a block ends, in languages with braces; comments, strings, markup. */
const J = (inner: string) => `package com.bank;\n\npublic class TransferService {\n${inner}\n}\n`;
const F = (inner: string) => J(`    void run(Account from, Account to, Money amount) {\n${inner}\n    }`);
export const cases: readonly LabelledCase[] = [
  // too long: the block's end
  [
    'java',
    'class A {\n    /** Sums. */\n    ├int sum(int a, int b) {\n        return a + b;\n    }┤\n}\n',
    'int sum(int a, int b) {\n        return a + b;\n    }\n\n    int difference(int a, int b) {\n        return a - b;\n    }\n}',
    'class A {\n    /** Sums. */\n    ├int sum(int a, int b) {\n        return a + b;\n    }\n\n    int difference(int a, int b) {\n        return a - b;\n    }┤\n}\n',
  ],
  [
    'java',
    'class A {\n    int sum(int a, int b) {├\n        return a + b;\n    }┤\n\n    int other() { return 1; }\n}\n',
    '\n        return a + b;\n    }\n\n    int difference(int a, int b) {\n        return a - b;\n    }',
  ],
  [
    'java',
    F('        ├while (from.isBusy()) {\n            pause();\n        }┤\n        done();'),
    'while (from.isBusy()) {\n            pause();\n        }\n        to.close();\n        from.close();',
  ],
  [
    'java',
    F(
      '        try {├\n            submit(from);\n        } catch (RemoteException e) {\n            log.warn("failed", e);\n        }┤',
    ),
    '\n            submit(from);\n        } catch (RemoteException e) {\n            log.warn("failed", e);\n        }\n    }\n\n    void other() {',
  ],
  [
    'kotlin',
    'class A {\n    fun sum(a: Int, b: Int): Int {├\n        return a + b\n    }┤\n}\n',
    '\n        return a + b\n    }\n\n    fun other() {}\n}',
  ],
  [
    'csharp',
    'public class A\n{\n    public int Sum(int a, int b)\n    {├\n        return a + b;\n    }┤\n}\n',
    '\n        return a + b;\n    }\n\n    public int Other()\n    {\n        return 1;\n    }\n}',
  ],
  [
    'csharp',
    'public class A\n{\n    public int Sum(int a, int b) => ├a + b;┤\n}\n',
    'a + b;\n\n    public int Other() => 1;\n}',
  ],
  [
    'csharp',
    'public class A\n{\n    ├public string Name { get; init; }┤\n}\n',
    'public string Name { get; init; }\n    public string City { get; init; }\n}',
    'public class A\n{\n    ├public string Name { get; init; }\n    public string City { get; init; }┤\n}\n',
  ],
  [
    'csharp',
    'public class A\n{\n    void F()\n    {\n        using var file = ├File.OpenRead(path);┤\n        Read(file);\n    }\n}\n',
    'File.OpenRead(path);\n        Read(file);\n    }',
  ],
  [
    'csharp',
    'var kind = code switch\n{\n    ├"C" => Kind.Credit,┤\n    _ => Kind.Unknown\n};\n',
    '"C" => Kind.Credit,\n    _ => Kind.Unknown\n};',
    'var kind = code switch\n{\n    ├"C" => Kind.Credit,\n    "D" => Kind.Debit,┤\n    _ => Kind.Unknown\n};\n',
  ],
  ['go', 'package a\n\nfunc Sum(a, b int) int {├\n\treturn a + b\n}┤\n', '\n\treturn a + b\n}\n\nfunc Other() {}\n'],
  [
    'go',
    'package a\n\ntype Account struct {├\n\tID      string\n\tBalance int64\n}┤\n',
    '\n\tID      string\n\tBalance int64\n}\n\nfunc (a *Account) Close() {}',
  ],
  ['go', 'package a\n\nfunc f() {\n\t├go worker(ctx, jobs)┤\n}\n', 'go worker(ctx, jobs)\n}\n'],
  [
    'go',
    'package a\n\nfunc f() {\n\t├select {\n\tcase <-ctx.Done():\n\t\treturn\n\tdefault:\n\t}┤\n}\n',
    'select {\n\tcase <-ctx.Done():\n\t\treturn\n\tdefault:\n\t}\n}',
  ],
  [
    'c',
    'int sum(int a, int b)\n{├\n    return a + b;\n}┤\n',
    '\n    return a + b;\n}\n\nint main(void)\n{\n    return 0;\n}\n',
  ],
  [
    'c',
    'typedef struct {├\n    char id[16];\n    long balance;\n} account_t;┤\n',
    '\n    char id[16];\n    long balance;\n} account_t;\n\nint main',
  ],
  ['c', '#ifdef DEBUG\n├#define LOG(x) puts(x)┤\n#endif\n', '#define LOG(x) puts(x)\n#endif\n'],
  [
    'cpp',
    'class Account {\npublic:\n    explicit Account(std::string id) ├: id_(std::move(id)) {}┤\n\nprivate:\n    std::string id_;\n};\n',
    ': id_(std::move(id)) {}\n\nprivate:',
  ],
  ['cpp', 'enum class Side {├\n    Buy,\n    Sell,\n};┤\n', '\n    Buy,\n    Sell,\n};\n\nclass Order {'],
  [
    'cpp',
    'void f() {\n    auto lock = ├std::lock_guard{mutex_};┤\n    ++count_;\n}\n',
    'std::lock_guard{mutex_};\n    ++count_;\n}',
  ],

  // comments, strings, templates, JSX, annotations
  [
    'java',
    F('        // ├The fee is taken first.┤\n        fee(from);'),
    'The fee is taken first.\n        fee(from);',
  ],
  [
    'java',
    J(
      '    /**\n     * Moves money.\n     * @param from ├the account it is taken from┤\n     */\n    void move(Account from) {}',
    ),
    'the account it is taken from\n     * @param to the other\n     */',
  ],
  [
    'java',
    J('    @├Override\n    public String toString() {\n        return id;\n    }┤'),
    'Override\n    public String toString() {\n        return id;\n    }\n',
    J('    @├Override┤'),
  ],
  [
    'java',
    J('    @Column(name = "├account_id", nullable = false┼"┤)\n    String accountId;'),
    'account_id", nullable = false)\n    private String accountId;',
    J('    @Column(name = "├account_id┤")\n    String accountId;'),
  ],
  [
    'java',
    J('    @Transactional\n    ├public void close(String id) {\n        repository.delete(id);\n    }┤'),
    'public void close(String id) {\n        repository.delete(id);\n    }\n',
  ],
  ['java', F('        String json = "{\\"id\\": \\"├" + from.id() + "┤\\"}";'), '" + from.id() + "\\"}";'],
  [
    'java',
    F('        throw new IllegalArgumentException(├"amount must be positive: " + amount┤);'),
    '"amount must be positive: " + amount);',
  ],
  [
    'typescriptreact',
    'export const A = () => <button onClick={├() => close(id)┤}>Close</button>;\n',
    '() => close(id)}>Close</button>;',
  ],
  [
    'typescriptreact',
    'export const A = () => (\n  <div>\n    ├<h1>{title}</h1>┤\n    <p>{text}</p>\n  </div>\n);\n',
    '<h1>{title}</h1>\n    <p>{text}</p>\n  </div>\n);',
  ],
  [
    'typescriptreact',
    'export const A = () => {\n  const [open, setOpen] = ├useState(false);┤\n  return null;\n};\n',
    'useState(false);\n  return null;\n};',
  ],
  [
    'typescriptreact',
    'export const A = () => (\n  <ul>\n    {rows.map(row => (├\n      <li key={row.id}>{row.name}</li>\n    ┤))}\n  </ul>\n);\n',
    '\n      <li key={row.id}>{row.name}</li>\n    ))}\n  </ul>\n);',
    'export const A = () => (\n  <ul>\n    {rows.map(row => (├\n      <li key={row.id}>{row.name}</li>┤))}\n  </ul>\n);\n',
  ],
  [
    'typescriptreact',
    'export const A = () => (\n  <input\n    type="text"\n    ├value={name}┤\n    onChange={change}\n  />\n);\n',
    'value={name}\n    onChange={change}\n  />',
  ],
  [
    'typescript',
    '@Component({\n  selector: "app-a",\n  ├templateUrl: "./a.html",┤\n})\nexport class A {}\n',
    'templateUrl: "./a.html",\n})\nexport class A {}',
  ],
  [
    'typescript',
    '@Injectable()\n├export class AccountService {\n  constructor(private readonly http: HttpClient) {}\n}┤\n',
    'export class AccountService {\n  constructor(private readonly http: HttpClient) {}\n}\n',
  ],
  ['typescript', 'const re = /├^[A-Z]{2}[0-9]{2}┤/u;\n', '^[A-Z]{2}[0-9]{2}/u;'],
  [
    'typescript',
    '// ├Rounds half up, as the bank does.┤\nexport function round() {}\n',
    'Rounds half up, as the bank does.\nexport function round() {}',
  ],
  [
    'javascript',
    'const q = sql`SELECT ├id, name FROM accounts WHERE id = ${id}┤`;\n',
    'id, name FROM accounts WHERE id = ${id}`;',
  ],
  ['javascript', 'module.exports = { ├open, close┤ };\n', 'open, close };\n'],
  [
    'javascript',
    "it('closes', () => {├\n  expect(close()).toBe(true);\n┤});\n",
    '\n  expect(close()).toBe(true);\n});\n',
    "it('closes', () => {├\n  expect(close()).toBe(true);┤});\n",
  ],

  // unfinished strings, scripts of the world
  ['java', F('        log.info("├done");┤'), 'done");'],
  ['java', F('        log.info("done: ├" + amount);┤'), '" + amount);\n        audit.record(from);'],
  ['java', F('        String 客户姓名 = ├客户.姓名();┤'), '客户.姓名();'],
  ['java', F('        log.info("├转账完成┤");'), '转账完成");'],
  ['typescript', 'const s = "├done ✅┤ 🎉";\n', 'done ✅ 🎉";'],
  ['typescript', 'const s = "├👍🏽 ok┤";\n', '👍🏽 ok";'],
  ['kotlin', 'val größe = ├berechneGröße(fläche)┤\n', 'berechneGröße(fläche)\n'],

  // after a return, at the file's ends
  ['java', J('    int f() {\n        return 1;\n    }\n    █'), '}'],
  [
    'java',
    '├package com.bank;┤',
    'package com.bank;\n\nimport java.util.List;\n\npublic class A {\n}\n',
    '├package com.bank;\n\nimport java.util.List;\n\npublic class A {\n}┤',
    '├package com.bank;\n\nimport java.util.List;┤',
  ],
  ['typescript', '├import { readFile } from "node:fs/promises";┤', 'import { readFile } from "node:fs/promises";\n'],
  ['go', '├package main┤', 'package main\n\nimport "fmt"\n', '├package main\n\nimport "fmt"┤'],
  ['typescript', 'export const a = 1;\n├export const b = 2;┤', 'export const b = 2;\nexport const c = 3;\n'],
  ['typescript', 'export function f() {\n  return 1;\n  █\n}\n', '}\n\nexport function g() {}'],

  // plain and good: all of it
  ['java', F('        ├from.withdraw(amount);┤'), 'from.withdraw(amount);'],
  [
    'java',
    F('        Account copy = ├new Account(from.id(), from.balance());┤'),
    'new Account(from.id(), from.balance());',
  ],
  [
    'java',
    F('        for (Account a : accounts) {├\n            a.close();\n        }┤'),
    '\n            a.close();\n        }',
  ],
  [
    'java',
    F('        if (amount.isNegative()) ├throw new IllegalArgumentException("amount");┤'),
    'throw new IllegalArgumentException("amount");',
  ],
  ['java', J('    private final ├AccountRepository repository;┤'), 'AccountRepository repository;'],
  [
    'java',
    F(
      '        var total = accounts.stream()\n                ├.map(Account::balance)\n                .reduce(Money.ZERO, Money::add);┤',
    ),
    '.map(Account::balance)\n                .reduce(Money.ZERO, Money::add);',
    F('        var total = accounts.stream()\n                ├.map(Account::balance)┤'),
  ],
  ['kotlin', 'fun f(a: Account?) {\n    val id = a?.id ├?: return┤\n    close(id)\n}\n', '?: return\n    close(id)\n}'],
  [
    'kotlin',
    '├data class Money(val amount: BigDecimal, val currency: String)┤\n',
    'data class Money(val amount: BigDecimal, val currency: String)\n',
  ],
  [
    'kotlin',
    'sealed interface Result {\n    ├data class Ok(val id: String) : Result┤\n    data object Failed : Result\n}\n',
    'data class Ok(val id: String) : Result\n    data object Failed : Result\n}',
  ],
  [
    'typescript',
    'const answer = await ├fetch(url, { method: "POST", body });┤\n',
    'fetch(url, { method: "POST", body });',
  ],
  ['typescript', 'export type State = ├"open" | "closed";┤\n', '"open" | "closed";\n'],
  ['typescript', 'if (!account) ├return undefined;┤\n', 'return undefined;\n'],
  ['javascript', 'const port = ├process.env.PORT ?? 3000;┤\n', 'process.env.PORT ?? 3000;\n'],
  ['csharp', 'var total = accounts.├Sum(a => a.Balance);┤\n', 'Sum(a => a.Balance);'],
  [
    'csharp',
    'if (account is null) ├throw new ArgumentNullException(nameof(account));┤\n',
    'throw new ArgumentNullException(nameof(account));',
  ],
  ['c', 'char *copy = ├malloc(strlen(s) + 1);┤\n', 'malloc(strlen(s) + 1);'],
  [
    'cpp',
    'for (const auto& ├account : accounts) {\n    total += account.balance();\n}┤\n',
    'account : accounts) {\n    total += account.balance();\n}\n',
    'for (const auto& ├account : accounts) {┤\n',
  ],
  [
    'go',
    'package a\n\nfunc f() {\n\tresp, err := ├http.Get(url)┤\n\tif err != nil {\n\t\treturn\n\t}\n}\n',
    'http.Get(url)\n\tif err != nil {\n\t\treturn\n\t}',
  ],
  ['go', 'package a\n\nvar ErrClosed = ├errors.New("account is closed")┤\n', 'errors.New("account is closed")\n'],
];
