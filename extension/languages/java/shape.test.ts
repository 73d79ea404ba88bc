import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('Java', [
  [
    'java',
    'public A(String name) {\n        this.name = name;\n    }\n\n    public String name() {\n        return name;\n    }\n}',
    'class A {\n    private final String name;\n\n    ├public A(String name) {\n        this.name = name;\n    }┤\n}\n',
  ],
  [
    'java',
    'else {\n            c();\n        }\n    }\n}',
    'class A {\n    void f() {\n        if (a) {\n            b();\n        } ├else {\n            c();\n        }┤\n    }\n}\n',
  ],
  [
    'java',
    'i < n; i++) {\n            a(i);\n        }',
    'class A {\n    void f() {\n        for (int i = 0; ├i < n; i++┤) {\n        }\n    }\n}\n',
  ],
  [
    'java',
    'Transfers the amount.\n     *\n     * @param x y\n     */\n    void f() {}',
    'class A {\n    /**\n     * ├Transfers the amount.┤\n     */\n    void f() {}\n}\n',
  ],
  [
    'java',
    'case 2:\n                b();\n                break;\n            default:\n                c();\n        }\n    }\n}\n',
    'class A {\n    void f() {\n        switch (x) {\n            case 1:\n                a();\n                break;\n            ├case 2:\n                b();\n                break;┤\n        }\n    }\n}\n',
  ],
  [
    'java',
    'System.out.println(x));',
    'class A {\n    void f() {\n        list.forEach(x -> ├System.out.println(x)┤);\n    }\n}\n',
  ],
  ['java', '\n    }\n\n    void g() {', 'class A {\n    void f() {\n        return;█\n    }\n}\n'],
]);
