// How much redaction finds, and what it leaves alone, on labelled samples and on clean code.
// Corpora: ../shared/corpora/secrets and ../shared/corpora/repositories, beside the project. `--misses SOURCE` lists what was missed there,
// `--false SOURCE` what was taken for a secret.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Finding } from '../../server/redaction/redaction.ts';
import { createRedactor } from '../../server/redaction/redactor.ts';
import { createSyntaxProver } from '../../server/redaction/review/syntax.ts';
import { type ClassName, classes } from '../../server/redaction/rules/classes.ts';
import { readTar } from '../support/tar.ts';

interface Sample {
  id: string;
  source: string;
  rule: string;
  text: string;
  secret: string | null;
  positive: boolean;
  file?: string;
  start?: number;
  end?: number;
  negScope?: string;
  /** noseyparker: the span is the first of several groups, often a user or a host. */
  multiGroup?: boolean;
}

const { values: options } = parseArgs({
  options: { misses: { type: 'string' }, false: { type: 'string' }, clean: { type: 'boolean' } },
});
const corpora = join(import.meta.dirname, '../../../shared/corpora');
const print = (line: string) => process.stdout.write(`${line}\n`);

if (!existsSync(join(corpora, 'secrets'))) {
  print('The corpora are not here (../shared/corpora beside the project); nothing was measured.');
  process.exit(0);
}

const redactor = createRedactor({ key: randomBytes(32), tenant: 'bench', timeoutMs: 60_000 });
const isSecret = (finding: Finding) => classes[finding.class as ClassName].kind === 'secret';

function inspect(text: string, path: string): Finding[] {
  return redactor
    .inspect({ prefix: text, suffix: '', path, language: '', repository: '', user: '', context: [] })
    .findings.filter(f => f.part === 'document');
}

/** Classes of CredData that the issue leaves out of the goal. */
const leftOut = new Set(['UUID', 'AWS S3 Bucket', 'Nonce', 'Salt']);
/** Presidio's entities that the issue names. */
const presidioNamed = new Set(['email', 'us_ssn', 'aba_routing', 'iban', 'credit_card', 'phone']);

const samples = gunzipSync(readFileSync(join(corpora, 'secrets/secrets.jsonl.gz')))
  .toString('utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line) as Sample);

interface Tally {
  positives: number;
  covered: number;
  found: number;
  negatives: number;
  falsely: number;
}
const tallies = new Map<string, Tally>();
const tally = (name: string): Tally => {
  let one = tallies.get(name);
  if (one === undefined) {
    one = { positives: 0, covered: 0, found: 0, negatives: 0, falsely: 0 };
    tallies.set(name, one);
  }
  return one;
};

function spanOf(sample: Sample): [number, number] | null {
  if (sample.start !== undefined && sample.end !== undefined) return [sample.start, sample.end];
  if (sample.secret) {
    const at = sample.text.indexOf(sample.secret);
    if (at >= 0) return [at, at + sample.secret.length];
  }
  return null;
}

function coverage(findings: Finding[], [start, end]: [number, number]): number {
  let covered = 0;
  for (const finding of findings) covered += Math.max(0, Math.min(end, finding.end) - Math.max(start, finding.start));
  return covered / (end - start);
}

for (const sample of samples) {
  if (sample.source === 'creddata' && sample.rule.split(':').every(part => leftOut.has(part))) continue;
  const names = [sample.source, `${sample.source} / ${sample.rule}`];
  if (sample.source === 'presidio' && presidioNamed.has(sample.rule)) names.push('presidio, named classes');
  if (sample.source === 'noseyparker' && !sample.multiGroup) names.push('noseyparker, rules of one group');
  const findings = inspect(sample.text, sample.source === 'creddata' ? (sample.file ?? '') : '');
  const secrets = findings.filter(isSecret);
  if (sample.positive) {
    const span = spanOf(sample);
    const covered = span === null ? findings.length > 0 : coverage(findings, span) >= 0.9;
    for (const name of names) {
      tally(name).positives++;
      if (covered) tally(name).covered++;
      if (secrets.length > 0) tally(name).found++;
    }
    if (options.misses === sample.source && !covered)
      print(
        `missed [${sample.rule}] ${span ? sample.text.slice(...span).slice(0, 60) : '–'} │ ${JSON.stringify(sample.text.slice(0, 240))} │ ${sample.file ?? ''}`,
      );
  } else if (sample.negScope === 'line' || sample.source !== 'creddata') {
    const wrong = sample.source.startsWith('presidio') ? findings : secrets;
    for (const name of names) {
      tally(name).negatives++;
      if (wrong.length > 0) tally(name).falsely++;
    }
    if (options.false === sample.source && wrong.length > 0) {
      const taken = wrong.map(f => `${f.rule}:${sample.text.slice(f.start, f.end).slice(0, 50)}`).join(' ');
      print(`false [${sample.rule}] ${taken} │ ${JSON.stringify(sample.text.slice(0, 200))} │ ${sample.file ?? ''}`);
    }
  }
}

const percent = (part: number, whole: number) =>
  whole === 0 ? '     –' : `${((100 * part) / whole).toFixed(1)} %`.padStart(7);
print('source / rule                                  positives  covered   any secret   negatives  falsely  precision');
for (const [name, t] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (name.includes('/') && !options.misses && !options.false) continue;
  print(
    `${name.padEnd(46)} ${String(t.positives).padStart(9)} ${percent(t.covered, t.positives)} ${percent(t.found, t.positives).padStart(12)} ${String(t.negatives).padStart(11)} ${String(t.falsely).padStart(8)} ${percent(t.found, t.found + t.falsely).padStart(10)}`,
  );
}
const pooled = ['gitleaks', 'noseyparker', 'detect-secrets'].map(tally);
print(
  `gitleaks + noseyparker + detect-secrets, covered: ${percent(
    pooled.reduce((s, t) => s + t.covered, 0),
    pooled.reduce((s, t) => s + t.positives, 0),
  )}`,
);

if (!options.misses && !options.false && !options.clean) await wholeFiles();

if (options.clean || (!options.misses && !options.false)) {
  let characters = 0;
  let changed = 0;
  let files = 0;
  const byRule = new Map<string, number>();
  for (const archive of readdirSync(join(corpora, 'repositories')).filter(name => name.endsWith('.tar.gz'))) {
    let own = 0;
    let ownChanged = 0;
    for (const { path, content } of readTar(gunzipSync(readFileSync(join(corpora, 'repositories', archive))))) {
      const text = content.toString('utf8');
      if (text.length > 500_000) continue;
      files++;
      own += text.length;
      for (const finding of inspect(text, path)) {
        ownChanged += finding.end - finding.start;
        byRule.set(finding.rule, (byRule.get(finding.rule) ?? 0) + finding.end - finding.start);
        if (options.clean) {
          const lineStart = text.lastIndexOf('\n', finding.start) + 1;
          print(
            `${finding.rule} ${JSON.stringify(text.slice(finding.start, finding.end).slice(0, 60))} │ ${text
              .slice(lineStart, lineStart + 160)
              .split('\n')[0]!
              .trim()} │ ${path}`,
          );
        }
      }
    }
    characters += own;
    changed += ownChanged;
    print(
      `${archive.padEnd(30)} ${String(own).padStart(9)} characters, ${((1000 * ownChanged) / own).toFixed(3)} ‰ replaced`,
    );
  }
  print(
    `clean code: ${files} files, ${characters} characters, ${((1000 * changed) / characters).toFixed(3)} ‰ replaced`,
  );
  for (const [rule, count] of [...byRule].sort((a, b) => b[1] - a[1])) print(`  ${rule.padEnd(30)} ${count}`);
}

/** CredData once more, as whole files with their labels: recall, precision, syntax, and what becomes of the tokens. */
async function wholeFiles(): Promise<void> {
  const labels = new Map<
    string,
    { line: number; end: number; start: number; to: number; isSecret: boolean; category: string }[]
  >();
  const files = new Map<string, string>();
  for (const { path, content } of readTar(gunzipSync(readFileSync(join(corpora, 'secrets/creddata-files.tar.gz'))))) {
    if (path.startsWith('data/')) files.set(path, content.toString('utf8'));
    if (!path.startsWith('meta/')) continue;
    for (const row of content.toString('utf8').split(/\r?\n/).slice(1)) {
      const [, , , , file = '', line = '', end = '', truth = '', start = '', to = '', , , category = ''] =
        row.split(',');
      if (truth !== 'T' && truth !== 'F') continue;
      const list = labels.get(file) ?? [];
      list.push({
        line: Number(line),
        end: Number(end),
        start: start === '' ? -1 : Number(start),
        to: to === '' ? -1 : Number(to),
        isSecret: truth === 'T',
        category,
      });
      labels.set(file, list);
    }
  }
  const prover = createSyntaxProver();
  const counted = {
    positives: 0,
    covered: 0,
    found: 0,
    negatives: 0,
    falsely: 0,
    unlabelled: 0,
    changed: 0,
    errors: 0,
    proved: 0,
    pieces: 0,
    drift: 0,
  };
  for (const [path, text] of files) {
    const { findings, text: redacted } = redactor.inspect({
      prefix: text,
      suffix: '',
      path,
      language: '',
      repository: '',
      user: '',
      context: [],
    });
    const document = findings.filter(finding => finding.part === 'document');
    const own = labels.get(path) ?? [];
    if (own.length === 0) {
      counted.unlabelled += text.length;
      for (const { start, end } of document) counted.changed += end - start;
    }
    const proof = await prover.prove(path, text, redacted.prefix);
    if (proof.grammar !== null) counted.proved++;
    counted.errors += proof.errorsAdded;
    const before = piecesOf(text);
    counted.pieces += before;
    counted.drift += piecesOf(redacted.prefix) - before;
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    for (const label of own) {
      if (label.category.split(':').every(part => leftOut.has(part))) continue;
      const from = starts[label.line - 1] ?? 0;
      const to = starts[label.end] ?? text.length;
      const isHit = document.some(finding => isSecret(finding) && finding.start < to && finding.end > from);
      if (label.isSecret) {
        counted.positives++;
        if (isHit) counted.found++;
        const hasSpan = label.start >= 0 && label.to > label.start && label.line === label.end;
        if (hasSpan ? coverage(document, [from + label.start, from + label.to]) >= 0.9 : isHit) counted.covered++;
      } else {
        counted.negatives++;
        if (isHit) counted.falsely++;
      }
    }
  }
  const { positives, covered, found, negatives, falsely, unlabelled, changed, errors, proved, pieces, drift } = counted;
  print(
    `CredData as ${files.size} whole files: ${positives} positives, covered ${percent(covered, positives)}; ${negatives} negatives, ${falsely} falsely; precision ${percent(found, found + falsely)}`,
  );
  print(`  files without labels: ${((1000 * changed) / unlabelled).toFixed(3)} ‰ of ${unlabelled} characters replaced`);
  print(`  syntax: ${errors} parse errors added in ${proved} files of Java, Python, TypeScript and JavaScript`);
  print(
    `  tokens: ${((1000 * drift) / pieces).toFixed(3)} ‰ more pieces (split as byte-pair tokenizers for code split)`,
  );
}

/** Pieces into which tokenizers of code split a text before they merge bytes: words, up to three digits, punctuation, white space. */
function piecesOf(text: string): number {
  return text.match(/ ?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+/gu)?.length ?? 0;
}
