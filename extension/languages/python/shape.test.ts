import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('Python', [
  [
    'python',
    '\n        result += item.price\n    return result\n',
    'def total(items):\n    result = 0\n    for item in items:├\n        result += item.price┤\n    return result\n',
  ],
  [
    'python',
    'self.balance += amount\n        return self.balance\n\n    def withdraw(self, amount):\n        self.balance -= amount\n',
    'class Account:\n    def __init__(self, owner):\n        self.owner = owner\n\n    def deposit(self, amount):\n        ├self.balance += amount\n        return self.balance┤\n',
  ],
  ['python', 'se:\n    b()\n', 'if x:\n    a()\nel├se:\n    b()┤\n'],
  ['python', '"a": 1,\n    "b": 2,\n}', 'data = {\n    ├"a": 1,\n    "b": 2,┤\n}\n'],
  ['python', ', c=None):\n    pass', 'def f(a, b├, c=None┤):\n    pass\n'],
  ['python', 'return 1\n', 'def f():\n├    return 1┤'],
  ['python', 'a()\nexcept ValueError:\n    b()\nc()\n', 'try:\n    ├a()\nexcept ValueError:\n    b()┤\n'],
  ['python', 'Decimal\nimport os\n', 'from decimal import ├Decimal┤\n\nx = 1\n'],
  [
    'python',
    'def add(a, b):\n    return a + b\n\nprint(add(1, 2))\n',
    '# Adds two numbers\n├def add(a, b):\n    return a + b┤\n',
  ],
]);
