import type { LabelledCase } from './labelled-case.ts';

/** Languages with braces, and Python: what an everyday answer should look like. */
const J = (inner: string) =>
  `public class AccountService {\n    private final AccountRepository repository;\n\n${inner}\n}\n`;
export const cases: readonly LabelledCase[] = [
  // --- suffix overlap & closers
  [
    'java',
    J(
      '    boolean ok(String iban) {\n        if (isValidIban(├iban┤)) {\n            return true;\n        }\n        return false;\n    }',
    ),
    'iban)) {\n            return true;\n        }',
  ],
  ['java', J('    boolean ok(String iban) {\n        return isValidIban(├iban);┤\n    }'), 'iban);\n    }\n'],
  [
    'java',
    J('    boolean ok(String iban) {\n        return ├isValidIban(iban);┤\n    }'),
    'isValidIban(iban);\n    }\n\n    void x() {\n',
  ],
  [
    'java',
    J(
      '    boolean ok(String iban) {\n        if (├isValidIban(iban)) {\n            return true;\n        }┼)┤\n    }',
    ),
    'isValidIban(iban)) {\n            return true;\n        }',
  ],
  [
    'java',
    J(
      '    boolean ok(String iban) {\n        if (├isValidIban(iban) && iban.length() > 4┤) {\n            log(iban);\n        }\n    }',
    ),
    'isValidIban(iban) && iban.length() > 4) {',
  ],
  ['java', J('    void f() {\n        String s = "├hello┤";\n    }'), 'hello";\n'],
  [
    'java',
    J('    void f() {\n        String s = "├hello " + name;┼";┤\n    }'),
    'hello " + name;',
    J('    void f() {\n        String s = "├hello " + name┼"┤;\n    }'),
  ],
  ['java', J('    void f() {\n        int[] a = {├1, 2, 3┤};\n    }'), '1, 2, 3};'],
  [
    'java',
    J('    void f() {\n        Map<String, ├List<String>┤> m = new HashMap<>();\n    }'),
    'List<String>> m = new HashMap<>();',
  ],
  ['java', J('    void f() {\n        foo(├a, b┤);\n    }'), 'a, b'],
  ['java', J('    void f() {\n        foo(├a, bar(b)┤);\n    }'), 'a, bar(b));'],
  ['java', J('    void f() {\n        int x = ├compute(a)┤ + 1;\n    }'), 'compute(a) + 1;'],
  ['java', J('    void f() {\n        int x = ├compute(a)┤;\n    }'), 'compute(a);'],
  [
    'java',
    J('    @GetMapping("├/accounts/{id}┤")\n    public Account get() {\n        return null;\n    }'),
    '/accounts/{id}")\n    public Account get() {',
  ],
  [
    'java',
    J('    @GetMapping(├"/accounts/{id}"┤)\n    public Account get() {\n        return null;\n    }'),
    '"/accounts/{id}")\n    public Account get() {',
  ],
  [
    'java',
    J('    void f() {\n        list.stream().map(├Account::getId┤).toList();\n    }'),
    'Account::getId).toList();',
  ],
  [
    'java',
    J('    void f() {\n        list.stream().filter(a -> ├a.isOpen()┤).toList();\n    }'),
    'a.isOpen()).toList();',
  ],
  [
    'java',
    J('    void f() {\n        for (├Account a : accounts┤) {\n            a.close();\n        }\n    }'),
    'Account a : accounts) {\n            a.close();\n        }',
  ],
  // --- multi line
  [
    'java',
    J('    public Account find(String id) {├\n        return repository.findById(id);┤\n    }'),
    '\n        return repository.findById(id);\n    }',
  ],
  [
    'java',
    J('    public Account find(String id) {\n        ├return repository.findById(id);┤\n    }'),
    'return repository.findById(id);\n    }\n\n    public void x() {}',
  ],
  [
    'java',
    J('    public Account find(String id) {├\n        return repository.findById(id);\n    ┤}'),
    '\n        return repository.findById(id);\n    }',
  ],
  [
    'java',
    'class A {\n    int f(int n) {├\n        if (n < 2) {\n            return n;\n        }\n        return f(n - 1) + f(n - 2);\n    }┤\n',
    '\n        if (n < 2) {\n            return n;\n        }\n        return f(n - 1) + f(n - 2);\n    }\n\n    int g() {\n        return 1;\n    }\n}\n',
  ],
  [
    'java',
    J(
      '    void f() {\n        try {\n            ├repository.save(a);┤\n        } catch (Exception e) {\n            throw e;\n        }\n    }',
    ),
    'repository.save(a);\n        } catch (Exception e) {\n            throw e;\n        }',
  ],
  [
    'java',
    J(
      '    void f(List<Account> accounts) {\n        BigDecimal total = BigDecimal.ZERO;\n        ├for (Account a : accounts) {\n            total = total.add(a.balance());\n        }┤\n        return total;\n    }',
    ),
    'for (Account a : accounts) {\n            total = total.add(a.balance());\n        }\n        return total;\n    }',
  ],
  [
    'java',
    J(
      '    /**\n     * Returns ├the account with the given id.┤\n     */\n    Account find(String id) { return null; }',
    ),
    'the account with the given id.\n     *\n     * @param id the id\n     */',
  ],
  ['java', J('    // check the ├balance first┤\n    void f() {}'), 'balance first\n    void f() {}'],
  [
    'java',
    J('    void f() {\n        int a = 1;\n        ├int b = 2;┤\n        int c = 3;\n    }'),
    'int b = 2;\n        int c = 3;\n    }',
  ],
  ['java', J('    void f() {\n        int a = 1;\n        █\n        int c = 3;\n    }'), 'int c = 3;\n    }'],
  [
    'java',
    J('    void f() {\n        log.info("starting the run");\n        █\n    }'),
    'log.info("starting the run");\n        log.info("starting the run");',
  ],
  ['java', J('    void f() {\n        █\n    }'), '   \n  \n'],
  ['java', J('    void f() {\n        █\n    }'), ''],
  ['java', J('    void f() {\n        ├int x = 1;┤\n    }'), 'int x = 1;<|endoftext|>'],
  ['java', J('    void f() {\n        ├int x = 1;┤\n    }'), 'int x = 1;<|fim_middle|>\nint y'],
  ['java', J('    void f() {\n        ├int x = 1;┤\n    }'), '<|fim_middle|>int x = 1;'],
  ['java', J('    void f() {\n        ├int x = 1;┤\n    }'), 'int x = 1;<EOT>'],
  ['java', J('    void f() {\n        ├int x = 1;┤\n    }'), 'int x = 1;<｜end▁of▁sentence｜>'],
  ['java', J('    void f() {\n        ├int x = 1;┤\n    }'), 'int x = 1;<|cursor|>'],
  ['java', J('    void f() {\n        ├int x = 1;┤\n    }'), 'int x = 1;<fim_suffix>foo'],
  ['java', J('    void f() {\n        █\n    }'), '<|endoftext|>'],
  ['java', J('    void f() {\n        █\n    }'), '<|fim_pad|><|fim_pad|>'],
  ['java', J('    void f() {\n        ├repository.flush();┤\n    }'), '```java\nrepository.flush();\n```'],
  [
    'java',
    J('    void f() {\n        ├repository.flush();┤\n    }'),
    '```\nrepository.flush();\n```\nThis flushes the repository.',
  ],
  ['java', J('    void f() {\n        ├repository.flush();┤\n    }'), 'repository.flush();\n```\n'],
  [
    'java',
    J('    void f() {\n        ├a();┤\n    }'),
    'a();\n        a();\n        a();\n        a();\n        a();\n        a();\n',
  ],
  [
    'java',
    J('    int f() {\n        int result = ├compute();┤\n        return result;\n    }'),
    'compute();\n        return result;\n    }',
  ],
  ['java', J('    int f() {\n        int result = ├compute();┤\n        return result;\n    }'), ' compute();'],
  ['java', J('    int f() {\n        int result =├ compute();┤\n        return result;\n    }'), ' compute();'],
  ['java', J('    int f() {\n        ├int x = 1;┤\n    }'), '        int x = 1;\n    }'],
  ['java', J('    int f() {\n        ├int x = 1;┤\n    }'), '\n        int x = 1;\n    }'],
  ['java', J('    int f() {\n        this.repo├sitory.save(account);┤\n    }'), 'sitory.save(account);'],
  ['java', J('    int f() {\n        this.repo├sitory.save(account);┤\n    }'), 'repository.save(account);'],
  [
    'java',
    J('    int f() {\n        this.├repository.save(account);┤\n    }'),
    'this.repository.save(account);',
    J('    int f() {\n        this.├repository.save(account);┤\n    }'),
  ],
  ['java', J('    int f() {\n        return a├ + b;┤\n    }'), ' + b;   '],
  [
    'java',
    J('    int f() {\n        if (x) {\n            a();\n        } ├else {\n            b();\n        }┤\n    }'),
    'else {\n            b();\n        }\n    }',
  ],
  [
    'java',
    J(
      '    int f() {\n        switch (s) {\n            case OPEN:\n                ├return 1;┤\n            case CLOSED:\n                return 2;\n        }\n    }',
    ),
    'return 1;\n            case CLOSED:\n                return 2;\n        }',
  ],
  [
    'java',
    'package com.bank;\n\nimport java.util.List;\n├import java.util.Map;┤\n\nclass A {}\n',
    'import java.util.Map;\nimport java.util.Set;\n\nclass A {}',
  ],
  [
    'java',
    J('    int f() {\n        String sql = "SELECT ├id, name FROM accounts WHERE id = ?┤";\n    }'),
    'id, name FROM accounts WHERE id = ?";\n',
  ],
  [
    'java',
    J('    int f() {\n        foo.bar()\n            ├.baz()\n            .qux();┤\n    }'),
    '.baz()\n            .qux();\n    }',
  ],
  // cut answers
  [
    'java',
    J('    int f() {\n        ├int total = a + b;┤\n    }'),
    'int total = a + b;\n        if (total > 10) {\n            repor',
  ],
  [
    'java',
    J('    int f() {├\n        int a = 1;\n        int b = 2;┤\n    }'),
    '\n        int a = 1;\n        int b = 2;\n        if (a > b) {\n            report',
  ],
  ['java', J('    int f() {├\n        int a = 1;┤\n    }'), '\n        int a = 1;\n        int b = foo('],
  // CRLF
  ['java', 'class A {\n    void f() {\n        ├int x = 1;┤\n    }\n}\n', 'int x = 1;\r\n    }\r\n}\r\n'],
  // TS
  [
    'typescript',
    'export function add(a: number, b: number): number {├\n  return a + b;┤\n}\n',
    '\n  return a + b;\n}\n',
  ],
  [
    'typescript',
    'export function add(a: number, b: number): number {├\n  return a + b;\n}┤\n',
    '\n  return a + b;\n}\n\nexport function sub(a: number, b: number): number {\n  return a - b;\n}\n',
  ],
  ['typescript', 'const x = items.map(item => ├item.id┤);\n', 'item.id);\nconst y = 2;'],
  ['typescript', 'const x = items.map(item => ├item.id);┤\n', 'item.id);\nconst y = 2;'],
  ['typescript', 'const url = `${base}/├accounts/${id}┤`;\n', 'accounts/${id}`;'],
  ['typescript', 'const url = `${├base┤}/accounts`;\n', 'base}/accounts`;'],
  ['typescript', "import { ├readFile┤ } from 'node:fs/promises';\n", "readFile } from 'node:fs/promises';\n"],
  ['typescript', "import { readFile } from '├node:fs/promises┤';\n", "node:fs/promises';\nimport x from 'y';"],
  ['typescript', "import { readFile } from ├'node:fs/promises';┤\n", "'node:fs/promises';\nimport x from 'y';"],
  ['typescript', 'const a = {\n  id: 1,\n  ├name: "x",┤\n  open: true,\n};\n', 'name: "x",\n  open: true,\n};'],
  ['typescript', 'const a = { id: 1, ├name: "x"┤ };\n', 'name: "x" };'],
  ['typescript', 'if (├user.isAdmin┤) {\n  grant();\n}\n', 'user.isAdmin) {\n  grant();\n}'],
  [
    'typescript',
    'describe("x", () => {\n  it("y", async () => {├\n    await run();\n  ┤});\n});\n',
    '\n    await run();\n  });\n});\n',
  ],
  [
    'typescript',
    'describe("x", () => {\n  it("y", async () => {├\n    await run();┤\n  });\n});\n',
    '\n    await run();\n  });\n});\n',
  ],
  ['typescript', 'const r = a ? ├b : c;┤\n', 'b : c;'],
  [
    'typescriptreact',
    'export const A = () => (\n  <div className="├card┤">\n    hi\n  </div>\n);\n',
    'card">\n    hi\n  </div>',
  ],
  [
    'typescriptreact',
    'export const A = () => (\n  <div>\n    <p>├{name}</p>┤\n  </div>\n);\n',
    '{name}</p>\n  </div>\n);',
  ],
  [
    'typescriptreact',
    'export const A = () => (\n  <ul>\n    {items.map(item => (\n      ├<li key={item.id}>{item.name}</li>┤\n    ))}\n  </ul>\n);\n',
    '<li key={item.id}>{item.name}</li>\n    ))}\n  </ul>\n);',
  ],
  [
    'javascript',
    'app.get("/x", (req, res) => {├\n  res.send("ok");\n}┤);\n',
    '\n  res.send("ok");\n});\n',
    'app.get("/x", (req, res) => {├\n  res.send("ok");\n});┼);┤\n',
  ],
  ['javascript', 'const re = /├^[A-Z]{2}\\d+$┤/;\n', '^[A-Z]{2}\\d+$/;'],
  // python
  [
    'python',
    'def add(a, b):\n    ├return a + b┤\n\n\ndef sub(a, b):\n    return a - b\n',
    'return a + b\n\n\ndef sub(a, b):\n    return a - b\n',
  ],
  [
    'python',
    'def add(a, b):├\n    return a + b┤\n\n\ndef sub(a, b):\n    return a - b\n',
    '\n    return a + b\n\n\ndef sub(a, b):\n    return a - b\n',
  ],
  [
    'python',
    'def fib(n):├\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)┤\n',
    '\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\n\nprint(fib(10))\n',
  ],
  [
    'python',
    'class A:\n    def f(self):\n        x = 1\n        ├y = 2┤\n        return x\n',
    'y = 2\n        return x\n\n    def g(self):\n        pass',
  ],
  [
    'python',
    'class A:\n    def f(self):\n        if self.x:\n            ├self.y = 1┤\n        return self.x\n',
    'self.y = 1\n        return self.x',
  ],
  ['python', 'x = foo(├a, b=1┤)\n', 'a, b=1)\n'],
  ['python', 'x = [├i for i in range(10)┤]\n', 'i for i in range(10)]'],
  ['python', 'x = {"a": ├1┤}\n', '1}'],
  ['python', 'print(f"├{name}: {value}┤")\n', '{name}: {value}")'],
  ['python', 'def f(x):\n    """├Return x doubled.┤"""\n    return 2 * x\n', 'Return x doubled."""\n    return 2 * x'],
  ['python', 'def f(x):\n    """├Return x doubled."""┤\n    return 2 * x\n', 'Return x doubled."""\n    return 2 * x'],
  ['python', 'for account in accounts:\n    ├total += account.balance┤\n', 'total += account.balance\nprint(total)'],
  ['python', 'try:\n    x()\n├except ValueError:\n    pass┤\n', 'except ValueError:\n    pass\n'],
  ['python', 'if a:\n    b()\n├else:\n    c()┤\n', 'else:\n    c()\n'],
  ['python', 'from decimal import ├Decimal┤\n\nx = 1\n', 'Decimal\nfrom typing import List\n'],
  [
    'python',
    'with open(path) as f:\n    ├data = json.load(f)┤\n\nprint(data)\n',
    'data = json.load(f)\n\nprint(data)\n',
  ],
  ['python', 'def f(self, ├account_id: str┤):\n    pass\n', 'account_id: str):\n        pass'],
  [
    'python',
    '@dataclass\nclass Account:\n    ├id: str\n    balance: Decimal┤\n',
    'id: str\n    balance: Decimal\n\n\nclass B:\n    pass',
    '@dataclass\nclass Account:\n    ├id: str┤\n',
  ],
  ['python', 'x = 1\n# comment ├about y┤\ny = 2\n', 'about y\ny = 2'],
  ['python', 'def f():\n\t├return 1┤\n', '    return 1\n', 'def f():\n\t├return 1┤\n'],
  [
    'python',
    'class A:\n\tdef f(self):\n\t\tif self.x:├\n\t\t\treturn 1\n\t\treturn 2┤\n',
    '\n            return 1\n        return 2\n',
    'class A:\n\tdef f(self):\n\t\tif self.x:├\n\t\t\treturn 1┤\n',
  ],
  // go
  ['go', 'package main\n\nfunc add(a, b int) int {├\n\treturn a + b┤\n}\n', '\n\treturn a + b\n}\n'],
  [
    'go',
    'package main\n\nfunc f() error {\n\tx, err := load()\n\t├if err != nil {\n\t\treturn err\n\t}┤\n\treturn nil\n}\n',
    'if err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}',
  ],
  [
    'go',
    'package main\n\nfunc f() error {\n\tx, err := load()\n\tif err != nil {\n\t\t├return err┤\n\t}\n\treturn nil\n}\n',
    'return err\n\t}\n\treturn nil\n}',
  ],
  [
    'go',
    'package main\n\nfunc f() error {\n\tx, err := load()\n\tif err != nil {├\n\t\treturn err\n\t}┤\n',
    '\n        return err\n    }\n    return nil\n}',
  ],
  ['go', 'package main\n\nimport (\n\t"fmt"\n\t├"os"┤\n)\n', '"os"\n)\n\nfunc main() {'],
  ['go', 'type Account struct {\n\tID string ├`json:"id"`┤\n}\n', '`json:"id"`\n}'],
  ['go', 'fmt.Println("├hello┤")\n', 'hello")\n'],
  // csharp
  [
    'csharp',
    'class A\n{\n    public int Add(int a, int b)\n    {\n        ├return a + b;┤\n    }\n}\n',
    'return a + b;\n    }\n}',
  ],
  [
    'csharp',
    'class A\n{\n    public int Add(int a, int b)├\n    {\n        return a + b;\n    }┤\n}\n',
    '\n    {\n        return a + b;\n    }\n\n    public int Sub()',
  ],
  ['csharp', 'class A\n{\n    public string Name { ├get; set;┤ }\n}\n', 'get; set; }\n    public int X'],
  [
    'csharp',
    'class A\n{\n    public string Name ├{ get; set; }┤\n}\n',
    '{ get; set; }\n    public int X { get; set; }',
  ],
  ['csharp', 'class A\n{\n    void F()\n    {\n        var s = $"├{name}: {value}┤";\n    }\n}\n', '{name}: {value}";'],
  [
    'csharp',
    'class A\n{\n    void F()\n    {\n        var x = list.Where(a => ├a.IsOpen┤).ToList();\n    }\n}\n',
    'a.IsOpen).ToList();',
  ],
  // c / cpp
  [
    'c',
    '#include <stdio.h>\n\nint main(void) {├\n    printf("hi\\n");\n    return 0;┤\n}\n',
    '\n    printf("hi\\n");\n    return 0;\n}\n',
  ],
  ['c', 'for (int i = 0; ├i < n; i++┤) {\n    sum += a[i];\n}\n', 'i < n; i++) {\n    sum += a[i];\n}'],
  ['c', '#include ├<stdlib.h>┤\n\nint x;\n', '<stdlib.h>\n#include <string.h>\n'],
  ['cpp', 'std::vector<├int┤> v;\n', 'int> v;'],
  ['cpp', 'std::cout << ├"hi" << std::endl;┤\n', '"hi" << std::endl;\n    return 0;'],
  // kotlin
  ['kotlin', 'fun add(a: Int, b: Int): Int {├\n    return a + b┤\n}\n', '\n    return a + b\n}\n'],
  ['kotlin', 'fun add(a: Int, b: Int) = ├a + b┤\n', 'a + b\n\nfun sub'],
  ['kotlin', 'val s = "├$name: ${account.id}┤"\n', '$name: ${account.id}"\n'],
  ['kotlin', 'val open = accounts.filter { ├it.isOpen┤ }\n', 'it.isOpen }\n'],
  [
    'kotlin',
    'data class Account(\n    val id: String,\n    ├val balance: BigDecimal,┤\n)\n',
    'val balance: BigDecimal,\n)\n',
    'data class Account(\n    val id: String,\n    ├val balance: BigDecimal┤\n)\n',
  ],
];
