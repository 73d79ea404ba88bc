import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('Kotlin', [
  [
    'kotlin',
    '\n    return items.sumOf { it.price }\n}\n\nfun x() {}',
    'fun total(items: List<Item>): Int {├\n    return items.sumOf { it.price }┤\n}\n',
  ],
  ['kotlin', 'it.name }', 'val names = items.map { ├it.name┤ }\n'],
]);
