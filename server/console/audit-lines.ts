import type { AuditRecord, RecordKind } from '../audit/records.ts';
import type { AuditSearch, Position } from '../audit/search/search.ts';
import type { People } from './people.ts';

/** Records put together as the audit pages show them. */

/** One record and where it stands. */
export interface Placed {
  writer: string;
  record: AuditRecord;
}

/** One inference in a list: its start, its end where it has come, and the last word of what became of it. */
export interface InferenceLine {
  start: RecordKind<'inference.start'>;
  end: RecordKind<'inference.end'> | null;
  outcome: RecordKind<'inference.outcome'>['state'] | null;
}

/** A record of an inference's life. */
export interface Step extends Placed {
  /** Whose it is, as long as they are not erased. */
  person: string | null;
  /** True of an outcome that another person told than the one who asked: it proves nothing. */
  foreign?: true;
}

export async function placed(search: AuditSearch, positions: readonly Position[]): Promise<Placed[]> {
  const found = await Promise.all(
    positions.map(async position => ({ writer: position.writer, record: await search.record(position) })),
  );
  // What retention has deleted since the index was read is not there any more.
  return found.filter((one): one is Placed => one.record !== null);
}

/** States that only say that a suggestion was on the screen: any other says more. */
const leastTelling = new Set(['shown', 'censored']);

export async function inferenceLines(
  search: AuditSearch,
  people: ReadonlyMap<string, People>,
  starts: readonly Placed[],
): Promise<InferenceLine[]> {
  const records = starts.map(({ record }) => record as RecordKind<'inference.start'>);
  const lives = new Map<string, Placed[]>();
  for (const one of await placed(search, await search.lives(records.map(({ audit_id }) => audit_id)))) {
    if (!('audit_id' in one.record)) continue;
    const { audit_id } = one.record;
    lives.set(audit_id, [...(lives.get(audit_id) ?? []), one]);
  }
  const lines: InferenceLine[] = [];
  for (const start of records) {
    const life = (await stepsOf(people, lives.get(start.audit_id) ?? [])).filter(({ foreign }) => !foreign);
    const end = life.find(({ record }) => record.kind === 'inference.end')?.record;
    const states = life.flatMap(({ record }) => (record.kind === 'inference.outcome' ? [record.state] : []));
    const telling = states.filter(state => !leastTelling.has(state));
    lines.push({
      start,
      end: end?.kind === 'inference.end' ? end : null,
      outcome: telling.at(-1) ?? states.at(-1) ?? null,
    });
  }
  return lines;
}

/** The life of one inference over all logs, in order: asked, ended, shown, accepted, kept. */
export async function lifeOf(
  search: AuditSearch,
  people: ReadonlyMap<string, People>,
  auditId: string,
): Promise<Step[]> {
  return stepsOf(people, await placed(search, await search.lives([auditId])));
}

async function stepsOf(people: ReadonlyMap<string, People>, life: readonly Placed[]): Promise<Step[]> {
  const steps: Step[] = [];
  // One after the other: a log's people are read day by day.
  for (const one of life) steps.push(await withPerson(people, one));
  const asker = steps.find(({ record }) => record.kind === 'inference.start')?.person ?? null;
  return steps.map(step =>
    step.record.kind === 'inference.outcome' && asker !== null && step.person !== null && step.person !== asker
      ? { ...step, foreign: true as const }
      : step,
  );
}

export async function withPerson(people: ReadonlyMap<string, People>, { writer, record }: Placed): Promise<Step> {
  const pseudonym = 'subject' in record ? record.subject?.pseudonym : undefined;
  const person = pseudonym === undefined ? null : await people.get(writer)?.subject(pseudonym, record.time);
  return { writer, record, person: person ?? null };
}
