import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { collectContext } from '../../../extension/context/collect.ts';
import { indexOf, languages } from '../../unit/context/workspace.ts';

const names = fc.constantFrom('account', 'Account', 'settleAndClose', 'customer_id', 'RISK_SHARE', 'ledger', 'heldOut');
const lines = fc.oneof(
  fc.tuple(names, names, names).map(([type, name, called]) => `  ${type} ${name} = ${called}(${name});`),
  fc.tuple(names, names).map(([receiver, member]) => `    ${receiver}.${member}();`),
  fc.tuple(names, names).map(([type, member]) => `class ${type} { public void ${member}() { } }`),
  fc
    .tuple(names, names)
    .map(([table, column]) => `create table ${table} (${column} number primary key, ${table}_id int);`),
  fc
    .tuple(names, names, names)
    .map(
      ([table, column, target]) => `alter table ${table} add foreign key (${column}) references ${target} (${column});`,
    ),
  fc.tuple(names, names).map(([table, column]) => `  "select ${column} from ${table} where ";`),
  names.map(name => `import bank.${name};`),
  names.map(name => `-- ${name} of the customer`),
  names.map(name => `       COPY ${name} REPLACING ==A== BY ==B==.`),
);
const text = fc.array(lines, { minLength: 1, maxLength: 14 }).map(list => list.join('\n'));
const paths = fc.constantFrom('A.java', 'account.java', 'ledger.sql', 'p.cbl', 'account.cpy', 'b/t.ts', 'b/ledger.py');

describe('the document as the editor holds it', function () {
  this.timeout(20_000);
  it('replaces its own file wholly: what that holds on disk changes nothing', () => {
    fc.assert(
      fc.property(
        fc.dictionary(paths, text, { maxKeys: 4 }),
        paths,
        text,
        text,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (files, path, inEditor, onDisk, share) => {
          const others = Object.fromEntries(Object.entries(files).filter(([other]) => other !== path));
          const collect = (index: ReturnType<typeof indexOf>) =>
            collectContext(
              {
                document: { path, text: inEditor, languageId: languages.ofPath(path)!.id },
                offset: Math.floor(share * inEditor.length),
                budget: 400,
                window: { prefix: 100, suffix: 50 },
                isExcluded: () => false,
              },
              index,
            );
          assert.deepEqual(collect(indexOf({ ...others, [path]: onDisk })), collect(indexOf(others)));
        },
      ),
      { numRuns: 200 },
    );
  });
});
