import { z } from 'zod';
import * as field from './fields.ts';
import { type Kind, kindNames, schemaOf, schemaVersion } from './records.ts';

/** The schema of the log as documentation, made from the schema itself so that it cannot drift from it. */

interface JsonSchema {
  type?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** The records of one kind as JSON Schema (draft 2020-12). */
export function jsonSchemaOf(kind: Kind): JsonSchema {
  return z.toJSONSchema(schemaOf(kind).schema) as JsonSchema;
}

/** Names for the kinds of value of `fields.ts`, with what they are made of. */
const valueKinds: [name: string, field: z.ZodType, meaning: string][] = [
  ['count', field.count, 'whole number, 0 to 10^12'],
  ['microseconds', field.micros, 'whole number, 0 to one day'],
  ['time', field.time, 'milliseconds since 1970-01-01T00:00:00Z'],
  ['share', field.fraction, 'number from 0 to 1'],
  ['UUID', field.uuid, 'lower case'],
  ['SHA-256', field.sha256, '64 hexadecimal digits; of public things only'],
  ['digest', field.keyedDigest, 'HMAC-SHA-256 under the digest key, or a salted SHA-256; base64url'],
  ['root', field.rootHash, 'SHA-256 of a tree of records, base64'],
  ['word', field.reason, 'a word of ours: lower case letters, digits, underscores; at most 48'],
  ['slug', field.slug, 'id of a rule, class, template or engine: lower case, no spaces; at most 64'],
  ['language', field.language, 'VS Code language id; at most 32'],
  ['model name', field.modelName, 'letters, digits and `. _ : / @ + -`; at most 100'],
  ['team', field.team, 'letters and digits of any script and ` . _ & / -`; at most 64'],
  ['version', field.version, 'as 1.2.3 or 1.2.3-beta.1'],
  ['policy version', field.policyVersion, '16 hexadecimal digits of the policy’s SHA-256'],
  ['host', field.hostName, 'lower case, no spaces; at most 253'],
  ['port', field.port, '0 to 65535'],
  ['note name', field.noteName, 'name of a key or log in signed notes'],
  ['key id', field.keyId, '8 hexadecimal digits'],
  ['part', field.part, '`document`, `path`, `repository`, `user` or `context:` and a number'],
];

const shapeOf = (schema: JsonSchema) => [schema.type, schema.pattern, schema.minimum, schema.maximum].join(' ');
const kindByShape = new Map(
  valueKinds.map(([name, type]) => [shapeOf(z.toJSONSchema(type) as JsonSchema), name] as const),
);

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map(value => `\`${value}\``).join(', ');
  if (schema.anyOf) return 'IPv4 or IPv6 address';
  if (schema.type === 'array') {
    const items = schema.items?.properties ? '' : ` ${typeOf(schema.items ?? {})}`;
    return `list of at most ${schema.maxItems}${items}`;
  }
  if (schema.type === 'object' || schema.type === 'boolean') return schema.type;
  const known = kindByShape.get(shapeOf(schema));
  return known ?? `${schema.type}, ${schema.minimum} to ${schema.maximum}`;
}

function rows(schema: JsonSchema, prefix: string, skip: ReadonlySet<string>): string[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !skip.has(prefix + name))
    .flatMap(([name, property]) => {
      const path = `${prefix}${name}`;
      const need = schema.required?.includes(name) ? 'always' : 'if known';
      const row = `| \`${path}\` | ${typeOf(property)} | ${need} | ${property.description ?? ''} |`;
      const below = property.items ?? property;
      return [row, ...rows(below, `${path}${property.items ? '[]' : ''}.`, skip)];
    });
}

const tableHead = ['| Field | Value | There | Meaning |', '|---|---|---|---|'];
const headFields = new Set(['v', 'index', 'time', 'id', 'kind']);

/** Markdown: one table for the fields of every record, then one for each kind. */
export function schemaMarkdown(): string {
  const common = jsonSchemaOf('log.stop');
  const others = Object.keys(common.properties ?? {}).filter(name => !headFields.has(name));
  const parts = [
    '### Kinds of value',
    '',
    '| Name | Made of |',
    '|---|---|',
    ...valueKinds.map(([name, , meaning]) => `| ${name} | ${meaning} |`),
    '',
    `### Every record (schema version ${schemaVersion})`,
    '',
    ...tableHead,
    ...rows(common, '', new Set([...others, 'kind'])),
    '| `kind` | one of the kinds below | always | what happened |',
  ];
  for (const kind of kindNames) {
    parts.push('', `### \`${kind}\``, '', schemaOf(kind).description);
    const fields = rows(jsonSchemaOf(kind), '', headFields);
    if (fields.length > 0) parts.push('', ...tableHead, ...fields);
  }
  return `${parts.join('\n')}\n`;
}
