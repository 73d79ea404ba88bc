/** What would be replaced in files, for people and for programs, with the proof that the syntax holds. */
import { readFileSync } from 'node:fs';
import { CommandError } from '../../cli/command.ts';
import type { Finding } from '../redaction.ts';
import { type ClassName, classes } from '../rules/classes.ts';
import type { Review, Reviewed } from './review.ts';
import { createSyntaxProver, type SyntaxProof } from './syntax.ts';

interface FileOptions {
  json?: boolean;
  text?: boolean;
  digests?: boolean;
  language?: string;
}

/** @returns how many findings there are. @throws CommandError if a file cannot be read, or its syntax did not survive. */
export async function reviewFiles(
  review: Review,
  files: readonly string[],
  options: FileOptions,
  output: NodeJS.WritableStream,
): Promise<number> {
  const print = (line: string) => output.write(`${line}\n`);
  const prover = createSyntaxProver();
  let found = 0;
  const broken: string[] = [];
  for (const file of files) {
    const text = read(file);
    const reviewed = review.look({
      prefix: text,
      suffix: '',
      path: file.replaceAll('\\', '/'),
      language: options.language ?? '',
      hasCursor: false,
    });
    const syntax = await prover.prove(file, text, reviewed.prefix);
    if (syntax.errorsAdded > 0) broken.push(file);
    found += reviewed.findings.length;
    for (const finding of reviewed.findings) {
      const place = placeOf(text, finding.start);
      const value = text.slice(finding.start, finding.end);
      const digest = options.digests ? review.digest(value) : null;
      const { kind, level } = classes[finding.class as ClassName];
      if (options.json)
        print(
          JSON.stringify({
            file,
            ...place,
            ...jsonOf(finding),
            kind,
            level,
            preview: preview(value),
            ...(digest === null ? {} : { digest }),
          }),
        );
      else
        print(
          `${file}:${place.line}:${place.column}  ${finding.rule}  ${finding.class} (${kind}, ${level})  ${preview(value)}${digest === null ? '' : `  ${digest}`}`,
        );
    }
    summarize(file, reviewed, syntax, options, print);
    if (options.text) print(options.json ? JSON.stringify({ file, redacted: reviewed.prefix }) : reviewed.prefix);
  }
  if (broken.length > 0)
    throw new CommandError(
      `Redaction would break the syntax of ${broken.join(', ')}: please report this file's construct.`,
    );
  return found;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`${file} cannot be read.`, { cause });
  }
}

function summarize(
  file: string,
  { findings }: Reviewed,
  syntax: SyntaxProof,
  options: FileOptions,
  print: (line: string) => void,
): void {
  if (options.json) {
    print(
      JSON.stringify({ file, findings: findings.length, syntax: syntax.grammar, errors_added: syntax.errorsAdded }),
    );
    return;
  }
  const proof =
    syntax.grammar === null
      ? 'no grammar to prove the syntax with'
      : `syntax proved with ${syntax.grammar}: ${syntax.errorsAdded} errors added`;
  print(`${file}: ${findings.length === 0 ? 'nothing found' : `${findings.length} found`}; ${proof}`);
}

const jsonOf = ({ rule, class: kind, start, end, confidence }: Finding) => ({
  rule,
  class: kind,
  start,
  end,
  confidence,
});

/** Line and column from 1; the column counts UTF-16 units. */
function placeOf(text: string, at: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', lineStart)) {
    line++;
    lineStart = next + 1;
  }
  return { line, column: at - lineStart + 1 };
}

/** Nothing of the value but its length and, where it is long, its first two characters. */
function preview(value: string): string {
  const shown = value.length >= 16 ? value.slice(0, 2).replace(/[^\x21-\x7e]/g, '•') : '';
  return `${shown}${'•'.repeat(Math.min(8, value.length - shown.length))} (${value.length} characters)`;
}
