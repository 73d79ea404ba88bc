import type { Command as Commander } from 'commander';
import { type Command, CommandError } from '../cli/command.ts';

/** `model`: what models there are, where they come from, and whether the one on this machine is what it should be. */
export const modelCommand: Command = program => {
  const model = program.command('model').description('the embedded model: list, fetch, verify');
  addList(model);
  addFetch(model);
  addVerify(model);
  model.addHelpText(
    'after',
    `
INTRAMURAL_MODEL          a GGUF file, or its address at the bank's mirror; wins over the built-in list
INTRAMURAL_MODEL_SHA256   its hash: any other file is refused
INTRAMURAL_CACHE          the folder in which models are kept (under models/)`,
  );
};

function addList(model: Commander): void {
  model
    .command('list')
    .description('the models that can be fetched, their sources, and what is on this machine')
    .option('--json', 'one JSON object a line')
    .action(async (options: { json?: boolean }) => {
      const { listModels } = await import('./list.ts');
      for (const { line, value } of await listModels(process.env)) {
        process.stdout.write(options.json ? `${JSON.stringify(value)}\n` : line);
      }
    });
}

function addFetch(model: Commander): void {
  model
    .command('fetch')
    .description('get the model if it is not there yet, and print its path')
    .option('--json', 'print all that is known of it')
    .addHelpText('after', '\nInterrupt it as you like: the next fetch goes on where this one stopped.')
    .action(async (options: { json?: boolean }) => {
      const { ensureModel } = await import('./ensure.ts');
      const file = await ensureModel();
      process.stdout.write(options.json ? `${JSON.stringify(file)}\n` : `${file.path}\n`);
    });
}

function addVerify(model: Commander): void {
  model
    .command('verify')
    .argument('[file]', 'a GGUF file; default: the model that would be run')
    .description('check the SHA-256 of a model and read what it says of itself; exits with 1 where it does not hold')
    .option('--json', 'print the findings as one JSON object')
    .action(async (path: string | undefined, options: { json?: boolean }) => {
      const { verifyModel } = await import('./verify.ts');
      const { line, value } = await verifyModel(path, process.env);
      process.stdout.write(options.json ? `${JSON.stringify(value)}\n` : line);
      if (!value.holds) throw new CommandError('The model does not hold.', { mend: value.mend });
    });
}
