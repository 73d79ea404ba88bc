import { z } from 'zod';
import * as field from '../audit/fields.ts';
import type { AuditLog } from '../audit/log.ts';
import { kindNames } from '../audit/records.ts';
import type { AuditFilters } from '../audit/search/filters.ts';
import type { AuditSearch, Position } from '../audit/search/search.ts';

/** What a reader of the audit log asks for, out of the query of an address. */

const limits = { page: 50, mostPage: 200 } as const;

const moment = z
  .string()
  .max(40)
  .transform(text => Date.parse(text))
  .pipe(field.time);

/** `<time>.<writer>.<index>`: where the page before ended. */
const cursor = z
  .string()
  .regex(/^\d{1,13}\.[a-z]{1,20}\.\d{1,13}$/)
  .transform((text): Position => {
    const [time, writer, index] = text.split('.') as [string, string, string];
    return { time: Number(time), writer, index: Number(index) };
  });

/** Names and paths as people type them: turned into digests before anything is asked. */
const typed = z.string().trim().min(1).max(1000);

const filterFields = {
  /** `inference`: one line for each; else records of one kind, or of all. */
  kind: z.enum(['inference', 'all', ...kindNames]).default('inference'),
  from: moment.optional(),
  to: moment.optional(),
  person: z.string().trim().min(1).max(320).optional(),
  team: field.team.optional(),
  repository: typed.optional(),
  path: typed.optional(),
  language: field.language.optional(),
  model: field.modelName.optional(),
  tier: field.slug.optional(),
  rule: field.slug.optional(),
  class: field.slug.optional(),
  decision: z.enum(['redacted', 'allow', 'skip', 'change', 'deny', 'fail']).optional(),
  result: z.enum(['completed', 'cancelled', 'refused', 'failed', 'under_way']).optional(),
  outcome: field.reason.optional(),
};

export const filterQuery = z.strictObject(filterFields);
export const listQuery = z.strictObject({
  ...filterFields,
  before: cursor.optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(limits.mostPage)).default(limits.page),
});
export const proofQuery = z.strictObject({
  log: z.enum(['gateway', 'console']),
  index: z.coerce.number().pipe(z.int().min(0)),
});

export type FilterQuery = z.infer<typeof filterQuery>;

export function cursorOf({ time, writer, index }: Position): string {
  return `${time}.${writer}.${index}`;
}

/** The question as the search understands it: people as their pseudonyms, repositories and paths as digests. */
export async function filtersOf(
  query: FilterQuery,
  search: Pick<AuditSearch, 'pseudonymsOf'>,
  log: Pick<AuditLog, 'digest'>,
): Promise<AuditFilters> {
  const { kind, from, to, person, repository, path, decision, result, ...rest } = query;
  return {
    ...given(rest),
    ...given({ from, to, result }),
    ...(kind === 'all' ? {} : { kinds: [kind === 'inference' ? 'inference.start' : kind] }),
    ...(person === undefined ? {} : { pseudonyms: await search.pseudonymsOf(person, from, to) }),
    ...(repository === undefined ? {} : { repository: log.digest('repository', repository) }),
    ...(path === undefined ? {} : { path: log.digest('path', path) }),
    ...(decision === undefined ? {} : decision === 'redacted' ? { found: true } : { decision }),
  };
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function given<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

type FilterName = 'time' | 'subject' | 'decision' | 'kind' | keyof typeof sameNames;
const sameNames = {
  team: true,
  repository: true,
  path: true,
  language: true,
  model: true,
  tier: true,
  rule: true,
  class: true,
  outcome: true,
} as const;

/** Names of the filters used, as a record of the look keeps them: never what was asked for. */
export function namesUsed(query: FilterQuery): FilterName[] {
  const used: FilterName[] = [];
  if (query.from !== undefined || query.to !== undefined) used.push('time');
  if (query.person !== undefined) used.push('subject');
  if (query.decision !== undefined || query.result !== undefined) used.push('decision');
  if (query.kind !== 'inference') used.push('kind');
  for (const name of Object.keys(sameNames) as (keyof typeof sameNames)[]) {
    if (query[name] !== undefined) used.push(name);
  }
  return used;
}
