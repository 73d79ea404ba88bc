import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('JSON', [['json', '"b": 2\n}', '{\n  "a": 1,\n  ├"b": 2┤\n}\n']]);
