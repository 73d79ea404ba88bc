// Share of prompt tokens that replicas find in their prefix caches: a typing session of several people in several files,
// redacted and rendered as the gateway does it, against four simulated replicas whose caches are counted block by block, with
// room for a part of what is asked. By prefix affinity and in turn; with redaction and without.
import { randomBytes } from 'node:crypto';
import { createRedactor } from '../../server/redaction/redactor.ts';
import { renderPrompt } from '../../server/templates/render.ts';
import { chooseReplica } from '../../server/upstream/choose.ts';
import { blocksOf, createPrefixCache, type PrefixCache } from '../../server/upstream/prefix-cache.ts';

const replicas = ['a', 'b', 'c', 'd'];
/** Tokens of one replica's cache: about a tenth of the documents fit into each. */
const cacheTokens = Number(process.argv[2] ?? 40_000);
const session = { people: 40, files: 2, keystrokes: 120, perRequest: 4 } as const;

/** Deterministic: the same session each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function fileOf(person: number, file: number): string {
  const lines = [`package bank.team${person}.part${file};`, '', `public class Account${person}x${file} {`];
  const next = random(person * 100 + file);
  for (let line = 0; line < 90; line++) {
    const name = `value${Math.floor(next() * 1e6)}`;
    lines.push(`  private final BigDecimal ${name} = ledger.read("${name}", ${Math.floor(next() * 999)});`);
    // What the redactor replaces: always the same value in the same file.
    if (line % 30 === 7) lines.push(`  private static final String password = "s3cr3t-${person}-${file}-${line}-Zq9";`);
  }
  return `${lines.join('\n')}\n`;
}

interface Request {
  affinity: string;
  prefix: string;
  suffix: string;
  path: string;
}

/** Everybody types in their own files, all at the same time. */
function* typing(): Generator<Request> {
  const next = random(7);
  const open = Array.from({ length: session.people }, (_, person) =>
    Array.from({ length: session.files }, (_, file) => {
      const text = fileOf(person, file);
      const at = text.indexOf('\n', Math.floor(text.length * (0.5 + next() / 3))) + 1;
      return { path: `src/Account${person}x${file}.java`, before: text.slice(0, at), after: text.slice(at), typed: '' };
    }),
  );
  const line = '  public BigDecimal total() { return ledger.sum(values).setScale(2); }\n';
  const requests = (session.people * session.keystrokes) / session.perRequest;
  for (let request = 0; request < requests; request++) {
    const person = Math.floor(next() * session.people);
    const document = open[person]![Math.floor(next() * session.files)]!;
    document.typed += line.slice(document.typed.length % line.length).slice(0, session.perRequest);
    const { path, before, typed, after } = document;
    yield { affinity: `p${person}\0bank\0${path}`, prefix: before + typed, suffix: after, path };
  }
}

const redactor = createRedactor({ key: randomBytes(32), tenant: 'bench', now: () => 0 });

function promptOf({ prefix, suffix, path }: Request, redacted: boolean): string {
  const text = { prefix, suffix, path, language: 'java', repository: 'bank', user: '', context: [] };
  const outcome = redacted ? redactor.redact(text) : { kind: 'redacted' as const, text };
  if (outcome.kind === 'refused') throw new Error(outcome.code);
  if ('findings' in outcome) replaced += outcome.findings.length;
  return renderPrompt('qwen2.5-coder', outcome.text, { contextTokens: 4096, maxTokens: 64 }).prompt;
}

type Way = 'affinity' | 'in turn';

let replaced = 0;

function run(way: Way, redacted: boolean): { held: number; asked: number; most: number } {
  // What the replicas really hold, and what the gateway thinks that they hold.
  const real: PrefixCache[] = replicas.map(() => createPrefixCache(cacheTokens));
  const thought: PrefixCache[] = replicas.map(() => createPrefixCache(cacheTokens));
  const load = replicas.map(() => 0);
  let [held, asked, turn] = [0, 0, 0];
  for (const request of typing()) {
    const blocks = blocksOf(promptOf(request, redacted), '');
    const candidates = replicas.map((id, index) => ({
      id,
      held: thought[index]!.held(blocks),
      running: 0,
      waiting: 0,
    }));
    const index =
      way === 'affinity' ? chooseReplica(candidates, blocks.length, request.affinity).index : turn++ % replicas.length;
    held += real[index]!.held(blocks);
    asked += blocks.length;
    load[index]!++;
    real[index]!.add(blocks);
    thought[index]!.add(blocks);
  }
  const requests = load.reduce((sum, one) => sum + one, 0);
  return { held, asked, most: Math.max(...load) / (requests / replicas.length) };
}

const say = (line: string) => process.stdout.write(`${line}\n`);
say(
  `${replicas.length} replicas, ${cacheTokens} tokens of cache each; ${session.people} people in ${session.files} files each`,
);
const share = new Map<string, number>();
for (const way of ['affinity', 'in turn'] as const) {
  for (const redacted of [true, false]) {
    const { held, asked, most } = run(way, redacted);
    share.set(`${way} ${redacted}`, held / asked);
    const percent = ((100 * held) / asked).toFixed(2);
    say(
      `${way.padEnd(8)}  redaction ${redacted ? 'on ' : 'off'}  ${percent.padStart(6)} % of blocks from cache; busiest replica ${most.toFixed(2)} × mean`,
    );
  }
}
const on = share.get('affinity true')!;
say(
  `affinity against in turn: ${(on / share.get('in turn true')!).toFixed(2)} × (goal 2); redaction costs ${(100 * (share.get('affinity false')! - on)).toFixed(2)} points (goal 1)`,
);
say(`places replaced in all: ${replaced}`);
