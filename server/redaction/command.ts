import { type Command as Commander, InvalidArgumentError } from 'commander';
import { type Command, CommandError, exit } from '../cli/command.ts';

/** `intramural redact`: what the proxy would replace in a file, or in cases given as JSON lines. Nothing needs a running proxy. */

interface RedactOptions {
  jsonl?: boolean;
  json?: boolean;
  text?: boolean;
  digests?: boolean;
  keyFile?: string;
  tenant: string;
  policy?: string;
  language?: string;
  failOnFindings?: boolean;
}

async function run(files: string[], options: RedactOptions): Promise<void> {
  if (options.jsonl === true ? files.length > 0 : files.length === 0) {
    throw new CommandError(options.jsonl ? '--jsonl reads standard input and takes no files.' : 'Nothing to read.', {
      mend: 'Name the files, or pipe JSON lines into: intramural redact --jsonl',
      exitCode: exit.usage,
    });
  }
  const { createReview } = await import('./review/review.ts');
  const review = createReview(options);
  let found: number;
  if (options.jsonl) {
    const { reviewLines } = await import('./review/json-lines.ts');
    found = await reviewLines(review, process.stdin, process.stdout);
  } else {
    const { reviewFiles } = await import('./review/files.ts');
    found = await reviewFiles(review, files, options, process.stdout);
  }
  if (options.failOnFindings && found > 0) process.exitCode = exit.findings;
}

function languageId(text: string): string {
  if (!/^[a-z][a-z0-9._+#-]{0,31}$/i.test(text))
    throw new InvalidArgumentError('give a VS Code language id such as java');
  return text;
}

export const redactCommand: Command = (program: Commander) => {
  program
    .command('redact')
    .description('Show what would be replaced before anything is sent to a model.')
    .argument('[files...]', 'files to read')
    .option('--jsonl', 'read cases {id, text | prefix + suffix, path?, languageId?} from standard input, one a line')
    .option('--json', 'print the findings of files as JSON lines')
    .option('--text', 'print the redacted text of each file after its findings')
    .option('--digests', 'print the digest of each value, for the allow list of a policy (needs --key-file)')
    .option('--key-file <file>', "the proxy's redaction.key; placeholders are then those of the proxy")
    .option('--tenant <name>', 'the tenant of the key', 'default')
    .option('--policy <file>', 'a policy whose rules and allow list hold')
    .option('--language <id>', 'the language of the files; by their names where absent', languageId)
    .option('--fail-on-findings', 'exit with 3 if anything was found')
    .action(run);
};
