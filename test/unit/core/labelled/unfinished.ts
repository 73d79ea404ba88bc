import type { LabelledCase } from './labelled-case.ts';

/** Documents that end at the cursor or soon after it: nothing that was opened has been closed yet. */
export const cases: readonly LabelledCase[] = [
  [
    'java',
    'class A {\n    void f() {\n        config.├put("servers", "");┤',
    'put("servers", "");\n        config.close();\n    }',
  ],
  [
    'java',
    'class A {\n    void f() {\n        ├int x = compute(a);\n        return x;\n    }┤',
    'int x = compute(a);\n        return x;\n    }\n}',
  ],
  [
    'java',
    'class A {\n    void f() {\n        SMAdaptor adaptor = new ├SMAdaptor();┤',
    'SMAdaptor();\n        adaptor.start();',
  ],
  [
    'java',
    'class A {\n    void f() {\n        ├if (isValidIban(iban)) {┤',
    'if (isValidIban(iban)) {\n            retu',
  ],
  [
    'java',
    'class A {\n    void f() {\n        try {\n            a();\n        } catch (├Exception e) {\n            log┤',
    'Exception e) {\n            log',
  ],
  [
    'java',
    'class A {\n    ├@Override\n    public String toString() {\n        return id;\n    }\n}┤\n',
    '@Override\n    public String toString() {\n        return id;\n    }\n}\n',
  ],
  ['java', 'class A {\n    boolean f(String iban) {\n        return ├isValidIban(┤', 'isValidIban('],
  [
    'typescript',
    'export class A {\n  static async ├kill(): Promise<void> {┤',
    'kill(): Promise<void> {\n    this.stop(',
  ],
  [
    'typescript',
    'describe("x", () => {\n  it("works", ├async () => {\n    await run();\n  });┤\n',
    'async () => {\n    await run();\n  });\n\n  it("fails", async',
  ],
  [
    'csharp',
    'namespace Bank\n{\n    ├public class Account\n    {\n        public string Id { get; set; }\n    }\n}┤\n',
    'public class Account\n    {\n        public string Id { get; set; }\n    }\n}',
  ],
  ['csharp', 'class A\n{\n    public int Id { ├get; set; ┤}\n}\n', 'get; set; }\n    public int X { get; set; }'],
  [
    'kotlin',
    'class A {\n    ├@Test\n    fun works() {\n        run()\n    }┤\n',
    '@Test\n    fun works() {\n        run()\n    }\n',
  ],
  ['go', 'package main\n\nfunc main() {\n\tfor _, a := range ├accounts {┤', 'accounts {\n\t\tsum += a.Bal'],
  ['typescript', "import { ├readFile } from 'node:fs';┼}┤\n", "readFile } from 'node:fs';\nimport x from 'y';"],
  ['plsql', "BEGIN\n  v := q'[it's]' || ├f(a);┤\nEND;\n", 'f(a);\nEND;'],
  ['plsql', 'BEGIN\n  IF l_names(├i) != l_name THEN┼)┤\n    NULL;\n  END IF;\nEND;\n', 'i) != l_name THEN\n    NULL;'],
  ['c', 'int main(void) {\n    int x = ├add(1, 2);┤', 'add(1, 2);\n    return x;'],
  [
    'python',
    'class A:\n    ├@property\n    def id(self):\n        return self._id┤\n',
    '@property\n    def id(self):\n        return self._id\n\n    @property\n',
  ],
  [
    'java',
    'package bank;\n\n├public class Account {\n    private String id;\n}┤\n',
    'public class Account {\n    private String id;\n    private Stri',
  ],
  [
    'go',
    'package main\n\n├func add(a, b int) int {\n\tsum := a + b\n}┤\n',
    'func add(a, b int) int {\n\tsum := a + b\n\treturn su',
  ],
  ['typescript', '├export class Kindo extends OpenAI {\n}┤\n', 'export class Kindo extends OpenAI {'],
  ['shellscript', 'docker run \\\n  ├--rm \\\n  image┤\n', '--rm \\\n  image\n'],
  [
    'csharp',
    'namespace Bank;\n\n├public class Basket : BaseEntity\n{\n    public string Id { get; set; }\n}┤\n',
    'public class Basket : BaseEntity\n{\n    public string Id { get; set; }\n    public str',
  ],
];
