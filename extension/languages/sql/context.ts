import type { ContextRules } from '../../context/rules.ts';

const create =
  'create\\s+(?:or\\s+(?:replace|alter)\\s+)?(?:(?:global|local|temporary|temp|unlogged|materialized|editionable|noneditionable|force|unique|clustered|nonclustered|private|public)\\s+)*';
const owner = '(?:["\\[`]?[\\w$#]+["\\]`]?\\.)*["\\[`]?';
const columnType =
  '(?:n?varchar2?|n?char|character|number|numeric|int|integer|tinyint|smallint|bigint|serial|bigserial|decimal|float|real|double|money|date|datetime2?|time|timestamp|interval|n?clob|blob|raw|bytea|boolean|bool|bit|text|uuid|json|jsonb|xml|xmltype|pls_integer|binary_integer|rowid|year)';

/** Names of data types as columns and variables have them, for whoever else reads DDL. */
export const sqlColumnType = columnType;

export const context: ContextRules = {
  family: 'sql',
  extensions: {
    sql: 'sql',
    ddl: 'sql',
    hql: 'sql',
    pks: 'plsql',
    pkb: 'plsql',
    pkg: 'plsql',
    pls: 'plsql',
    plsql: 'plsql',
    tps: 'plsql',
    tpb: 'plsql',
    prc: 'plsql',
    fnc: 'plsql',
    trg: 'plsql',
    typ: 'plsql',
    vw: 'sql',
  },
  definitions: [
    {
      kind: 'type',
      pattern: new RegExp(
        `\\b${create}(?:table|view|type(?:\\s+body)?|package(?:\\s+body)?|trigger|sequence|synonym|domain|schema)\\s+(?:if\\s+not\\s+exists\\s+)?${owner}(?<name>[A-Za-z_][\\w$#]*)`,
        'i',
      ),
    },
    {
      kind: 'function',
      pattern: new RegExp(
        `^\\s*(?:${create})?(?:(?:member|static|map|order|constructor|overriding|final|instantiable|not)\\s+)*(?:procedure|function)\\s+${owner}(?<name>[A-Za-z_][\\w$#]*)`,
        'i',
      ),
    },
    {
      kind: 'field',
      pattern: new RegExp(
        `^\\s*,?\\s*["\\[\`]?(?<name>[A-Za-z_][\\w$#]*)["\\]\`]?\\s+(?:constant\\s+)?(?:${columnType}\\b|[\\w$#.]+%(?:row)?type\\b)`,
        'i',
      ),
    },
    { kind: 'type', pattern: /^\s*(?:sub)?type\s+(?<name>[A-Za-z_][\w$#]*)\s+is\b/i },
    { kind: 'field', pattern: /^\s*cursor\s+(?<name>[A-Za-z_][\w$#]*)/i },
  ],
};
