import type { Command as Commander } from 'commander';
import { type Command, CommandError, exit } from '../cli/command.ts';

/** `intramural policy`: checking, explaining and signing the file that says what may be asked of which model. */

interface FileOptions {
  config?: string;
  json?: boolean;
}

interface ExplainOptions extends FileOptions {
  user: string;
  team: string;
  repository: string;
  path: string;
  language: string;
  model?: string;
  tokens?: number;
}

async function check(file: string | undefined, options: FileOptions): Promise<void> {
  const { config, policyFile, policy } = await read(file, options);
  const { tierWarnings } = await import('./tiers-served.ts');
  const warnings = tierWarnings(policy.policy, config.models);
  if (options.json) {
    const { policy_version, signedBy } = policy;
    const { serial, expires } = policy.policy;
    print({ ok: true, file: policyFile ?? null, policy_version, serial, expires, signed_by: signedBy, warnings });
    return;
  }
  say(`${policyFile ?? 'The built-in policy'} can be used: version ${policy.policy_version}.`);
  if (policy.signedBy !== null) say(`Signed by ${policy.signedBy}, serial ${policy.policy.serial}.`);
  say(policy.policy.expires === null ? 'It has no end.' : `It expires on ${policy.policy.expires}.`);
  for (const warning of warnings) say(`Warning: ${warning}`);
}

async function explainRequest(file: string | undefined, options: ExplainOptions): Promise<void> {
  const { config, policyFile, policy } = await read(file, options);
  const { readRules } = await import('./decide.ts');
  const { explain, placeInWords } = await import('./explain.ts');
  const model = options.model === undefined ? null : config.models.find(({ id }) => id === options.model);
  if (model === undefined) {
    throw new CommandError(`There is no model ${options.model} in the configuration.`, { exitCode: exit.usage });
  }
  const question = {
    user: options.user,
    team: options.team,
    repository: options.repository,
    path: options.path,
    language: options.language,
    tier: model?.tier ?? null,
    tokens: options.tokens ?? policy.policy.completion.max_tokens,
  };
  const { allowed, steps } = explain(readRules(policy.policy), question, Date.now());
  const placed = steps.map(({ place, ...step }) => ({
    ...step,
    field: placeInWords(place),
    file: policyFile ?? null,
    line: policy.lineOf(place),
  }));
  if (options.json) {
    print({ allowed, policy_version: policy.policy_version, question, steps: placed });
    return;
  }
  const marks = { allow: '✓', deny: '✗', limit: '·' } as const;
  for (const { rule, decision, says, field, line } of placed) {
    const where = line === null ? `${field}, built-in default` : `${policyFile}:${line} ${field}`;
    say(`${marks[decision]} ${rule.padEnd(10)}  ${says}  (${where})`);
  }
  const last = placed.at(-1)!;
  say(allowed ? 'Served.' : `Refused: ${last.rule} decides.`);
}

async function signFile(file: string, options: { key: string }): Promise<void> {
  const { policySchema } = await import('./schema.ts');
  const { parseYaml, readText } = await import('../config/yaml.ts');
  const { readSigningKey, signPolicy } = await import('./signature.ts');
  const { renameSync, writeFileSync } = await import('node:fs');
  const text = readText(file);
  parseYaml(text, file, policySchema);
  const signed = signPolicy(text, readSigningKey(options.key));
  // In one step: a proxy that watches the file never sees half of it.
  writeFileSync(`${file}.new`, signed, { mode: 0o644 });
  renameSync(`${file}.new`, file);
  say(`${file} is signed.`);
}

async function read(file: string | undefined, options: FileOptions) {
  const { loadConfig } = await import('../config/load.ts');
  const { readPolicy } = await import('./load.ts');
  const { readSerialFloor } = await import('./serial.ts');
  const { config, dataDirectory } = loadConfig(options.config);
  const { policy_keys: keyFiles } = config;
  const policyFile = file ?? config.policy_file;
  const serialFloor = keyFiles.length === 0 ? 0 : readSerialFloor(dataDirectory);
  const policy = readPolicy(policyFile, { keyFiles, now: Date.now, serialFloor });
  return { config, policyFile, policy };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function print(value: object): void {
  say(JSON.stringify(value));
}

export const policyCommand: Command = (program: Commander) => {
  const policy = program.command('policy').description('check, explain and sign the policy');
  const files = (command: Commander) =>
    command
      .argument('[file]', 'the policy; the one that the configuration names where absent')
      .option('-c, --config <file>', 'configuration, for its models and its policy_keys')
      .option('--json', 'print one JSON object');

  files(
    policy.command('check').description('say whether the proxy would take this policy, or every line that is wrong'),
  )
    .addHelpText(
      'after',
      '\nExit code 1 where it would not, with file, line and field of each fault on standard error.',
    )
    .action(check);

  files(policy.command('explain').description('say which rules decide on a request, and where they stand'))
    .option('--user <name>', 'who asks', '')
    .option('--team <name>', 'the team of whoever asks', '')
    .option('--repository <name>', 'as the editor names it', '')
    .option('--path <path>', 'of the document, relative to the workspace', '')
    .option('--language <id>', 'VS Code language id', '')
    .option('--model <id>', 'the model asked for; the choice of the proxy where absent')
    .option('--tokens <count>', 'tokens of the answer asked for', Number)
    .action(explainRequest);

  policy
    .command('sign')
    .description('sign a policy in its own file')
    .argument('<file>', 'the policy')
    .requiredOption('--key <file>', 'the private key (Ed25519, PEM)')
    .action(signFile);
};
