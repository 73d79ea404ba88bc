import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { keywordCase } from '../../../extension/context/sql/keyword-case.ts';
import { tablesIn, tableText } from '../../../extension/context/sql/tables.ts';
import { collectAt, type Files, indexOf, shown } from './workspace.ts';

const ddl: Files = {
  'db/schema.sql': `CREATE TABLE bank.customer (
  id NUMBER(10) PRIMARY KEY, -- the one, and only
  full_name VARCHAR2(100 CHAR) DEFAULT 'a, b' NOT NULL,
  risk_share NUMBER(5,2),
  branch_id NUMBER(10) REFERENCES branch(id)
);
CREATE TABLE branch (id NUMBER(10), city VARCHAR2(50), CONSTRAINT pk PRIMARY KEY (id));
create table if not exists "audit_entry" (entry_id bigint, note text);
CREATE TABLE account (iban CHAR(22), customer_id NUMBER(10));
ALTER TABLE account ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customer (id);
`,
};
const schemaAt = (path: string, text: string): string[] =>
  collectAt(path, text, indexOf(ddl))
    .filter(({ kind }) => kind === 'schema')
    .map(({ text: shown }) => /CREATE TABLE (\w+)/i.exec(shown)![1]!);

describe('tables', () => {
  it('are read with columns, types, keys, whatever commas stand inside', () => {
    const [customer, branch, audit] = tablesIn(ddl['db/schema.sql']!).tables;
    assert.equal(
      tableText(customer!),
      'CREATE TABLE customer (id NUMBER(10) PRIMARY KEY, full_name VARCHAR2(100 CHAR), risk_share NUMBER(5,2), branch_id NUMBER(10) REFERENCES branch(id));',
    );
    assert.equal(tableText(branch!), 'CREATE TABLE branch (id NUMBER(10) PRIMARY KEY, city VARCHAR2(50));');
    assert.equal(audit!.name, 'audit_entry');
    assert.equal(audit!.line, 7);
  });

  it('that never close are no tables', () => {
    assert.deepEqual(tablesIn('create table broken (id int, name').tables, []);
  });

  it('named by a query come with those joined to them', () => {
    assert.deepEqual(schemaAt('q.sql', 'select c.full_name\nfrom bank.customer c\nwhere █\n'), [
      'customer',
      'account',
      'branch',
    ]);
  });

  it('fit a comment by their names and columns', () => {
    assert.deepEqual(schemaAt('q.sql', '-- customers with risk share between 20 and 30 %\n█\n'), ['customer']);
  });

  it('are found from SQL in a Java string, a Kotlin annotation and EXEC SQL', () => {
    assert.ok(
      schemaAt('R.java', 'class R {\n  String q = "select * from branch where " +\n    █\n}\n').includes('branch'),
    );
    assert.ok(schemaAt('R.kt', 'interface R {\n  @Query("SELECT a FROM account a")\n  █\n}\n').includes('account'));
    const cobol =
      '       PROCEDURE DIVISION.\n           EXEC SQL SELECT CITY\n             FROM BRANCH\n             █\n           END-EXEC.\n';
    assert.ok(schemaAt('P.cbl', cobol).includes('branch'));
  });

  it('are found from SQL in Python, C# and a MyBatis mapper', () => {
    assert.deepEqual(schemaAt('r.py', 'rows = db.execute("""\n  select city from branch\n  where █\n""")\n'), [
      'branch',
      'customer',
    ]);
    assert.ok(
      schemaAt('R.cs', 'class R {\n  string q = @"SELECT a\n FROM account\n WHERE █";\n}\n').includes('account'),
    );
    const mapper =
      '<mapper namespace="BranchMapper">\n  <select id="byCity" resultType="Branch">\n    SELECT b.id FROM branch b\n    WHERE █\n  </select>\n</mapper>\n';
    assert.ok(schemaAt('BranchMapper.xml', mapper).includes('branch'));
  });

  it('have the keywords as the file writes them', () => {
    const textAt = (query: string): string => shown(collectAt('q.sql', query, indexOf(ddl)));
    assert.match(textAt('select * from branch\nwhere █\n'), /create table branch \(id NUMBER\(10\) primary key/);
    assert.match(textAt('SELECT * FROM branch\nWHERE █\n'), /CREATE TABLE branch \(id NUMBER\(10\) PRIMARY KEY/);
    assert.equal(keywordCase('nothing here', 'all'), 'upper');
    assert.equal(keywordCase('String fromAccount = a.where;', 'all'), 'upper');
  });

  it('have the keywords as the SQL in a host language writes them, whatever that writes itself', () => {
    const textAt = (path: string, text: string): string => shown(collectAt(path, text, indexOf(ddl)));
    const python = (sql: string): string =>
      `from bank import session\nfrom bank import order as by\n\ndef of(a, b):\n    if a is not b and b or a:\n        return session.run("""\n            ${sql}\n            █\n        """)\n`;
    assert.match(textAt('r.py', python('SELECT city FROM branch WHERE')), /CREATE TABLE branch .* PRIMARY KEY/);
    assert.match(textAt('r.py', python('select city from branch where')), /create table branch .* primary key/);
    const java = (sql: string): string =>
      `package bank;\nclass R {\n  List<Order> as(Set<Key> by) { return by; }\n  String q = "${sql}"; // as is, and not by or in\n  String r = "${sql}" +\n    █\n}\n`;
    assert.match(textAt('R.java', java('SELECT * FROM branch')), /CREATE TABLE branch/);
    assert.match(textAt('R.java', java('select * from branch')), /create table branch/);
    const mapper = (sql: string): string =>
      `<mapper>\n  <!-- update and delete -->\n  <select id="a"><![CDATA[\n    ${sql}\n    █\n  ]]></select>\n</mapper>\n`;
    assert.match(textAt('M.xml', mapper('SELECT id FROM branch')), /CREATE TABLE branch/);
    assert.match(textAt('M.xml', mapper('select id from branch')), /create table branch/);
  });

  it('are not shown where nothing speaks of them', () => {
    assert.deepEqual(schemaAt('A.java', 'class A {\n  int customerCount;\n  █\n}\n'), []);
  });
});
