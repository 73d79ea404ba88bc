// How many tokens a prompt grows or shrinks by when its secrets are replaced, counted by the embedded model's own tokenizer (its
// vocabulary alone is loaded). Corpora: ../shared/corpora/secrets, beside the project.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { ensureModel } from '../../server/model/ensure.ts';
import { createRedactor } from '../../server/redaction/redactor.ts';
import { readTar } from '../support/tar.ts';

const secrets = join(import.meta.dirname, '../../../shared/corpora/secrets');
const print = (line: string) => process.stdout.write(`${line}\n`);
if (!existsSync(secrets)) {
  print('The corpora are not here (../shared/corpora beside the project); nothing was measured.');
  process.exit(0);
}

const llama = await getLlama({ build: 'never', gpu: false, skipDownload: true, logLevel: LlamaLogLevel.error });
const { path: modelPath } = await ensureModel();
const model = await llama.loadModel({ modelPath, vocabOnly: true });
const tokensOf = (text: string): number => model.tokenize(text, false).length;
/** The same key on every run, so that the figure is the same. */
const redactor = createRedactor({ key: Buffer.alloc(32, 7), tenant: 'bench', timeoutMs: 60_000 });

interface Tally {
  texts: number;
  before: number;
  after: number;
  /** Tokens of the replaced values alone. */
  valuesBefore: number;
  valuesAfter: number;
}
const tallies = new Map<string, Tally>();

function count(name: string, text: string, path: string): void {
  const request = { prefix: text, suffix: '', path, language: '', repository: '', user: '', context: [] };
  const { findings, text: redacted } = redactor.inspect(request);
  const found = findings.filter(({ part }) => part === 'document');
  if (found.length === 0) return;
  const tally = tallies.get(name) ?? { texts: 0, before: 0, after: 0, valuesBefore: 0, valuesAfter: 0 };
  tallies.set(name, tally);
  tally.texts++;
  tally.before += tokensOf(text);
  tally.after += tokensOf(redacted.prefix);
  for (const { start, end } of found) {
    tally.valuesBefore += tokensOf(text.slice(start, end));
    tally.valuesAfter += tokensOf(redacted.prefix.slice(start, end));
  }
}

for (const line of gunzipSync(readFileSync(join(secrets, 'secrets.jsonl.gz')))
  .toString('utf8')
  .split('\n')) {
  if (line === '') continue;
  const { source, text, file, positive } = JSON.parse(line) as Record<'source' | 'text' | 'file', string> & {
    positive: boolean;
  };
  if (positive) count(source, text, file ?? '');
}
for (const { path, content } of readTar(gunzipSync(readFileSync(join(secrets, 'creddata-files.tar.gz')))))
  if (path.startsWith('data/')) count('CredData, whole files', content.toString('utf8'), path);

print('texts with a finding                tokens before    after    drift   values before    after    drift');
const percent = (before: number, after: number) => `${((100 * (after - before)) / before).toFixed(2)} %`.padStart(8);
for (const [name, { texts, before, after, valuesBefore, valuesAfter }] of tallies) {
  print(
    `${`${name} (${texts})`.padEnd(36)}${String(before).padStart(13)}${String(after).padStart(9)} ${percent(before, after)}${String(valuesBefore).padStart(16)}${String(valuesAfter).padStart(9)} ${percent(valuesBefore, valuesAfter)}`,
  );
}
await model.dispose();
await llama.dispose();
