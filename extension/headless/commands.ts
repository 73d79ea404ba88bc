import { type Command, CommandError, exit } from '../../server/cli/command.ts';

/** `npx intramural complete FILE:LINE:COLUMN`: one completion through the real path, in the terminal. */
export const completeCommand: Command = program => {
  program
    .command('complete')
    .description('ask for one completion at a place in a file, through the proxy, and show how it came about')
    .argument('<place>', 'FILE:LINE:COLUMN, both counted from 1; the cursor stands before that column')
    .option('--proxy <address>', 'address of the proxy', 'http://127.0.0.1:7411')
    .option('--token-file <file>', 'file that holds the token (default: the one that a proxy on this machine has made)')
    .option('--ca <file>', "PEM file of the bank's own certificate authority")
    .option('--language <id>', 'VS Code language id, where the file name does not tell')
    .option('--json', 'print the result and its trace as JSON')
    .action(async (place: string, options: CompleteOptions) => {
      const { runComplete } = await import('./complete.ts');
      await runComplete(place, options);
    });
};

export interface CompleteOptions {
  proxy: string;
  tokenFile?: string;
  ca?: string;
  language?: string;
  json?: boolean;
}

/** `npx intramural replay --cases FILE`: what the editor makes of given answers. */
export const replayCommand: Command = program => {
  program
    .command('replay')
    .description('run the code that shapes suggestions over given answers, or over a recorded session')
    .option(
      '--cases <file>',
      'JSON lines of {id, languageId, filename, prefix, suffix, completion}; - for standard input',
    )
    .option('--session <file>', 'a recording with content; its passphrase stands in INTRAMURAL_RECORDING_PASSPHRASE')
    .action(async ({ cases, session }: { cases?: string; session?: string }) => {
      if ((cases === undefined) === (session === undefined)) {
        throw new CommandError('Give either --cases FILE or --session FILE.', { exitCode: exit.usage });
      }
      const { runReplay, runSession } = await import('./run-replay.ts');
      if (cases !== undefined) await runReplay(cases);
      else if (session !== undefined) await runSession(session, process.env.INTRAMURAL_RECORDING_PASSPHRASE);
    });
};

/** `npx intramural context`: what the editor would show the model of the workspace, as JSON. */
export const contextCommand: Command = program => {
  program
    .command('context')
    .description('collect the context of a place in a workspace, item by item with reasons, as JSON')
    .requiredOption('--workspace <folder>', 'root of the workspace')
    .option('--file <file>', 'the document, relative to the workspace')
    .option('--offset <number>', 'of the cursor in the document, in UTF-16 units')
    .option('--budget <tokens>', 'tokens for all items together, at four characters a token', '1024')
    .option('--cases <file>', 'JSON lines of {id, file, text, offset}, each answered by one line; - for standard input')
    .action(async (options: import('./context.ts').ContextOptions) => {
      const { runContext } = await import('./context.ts');
      await runContext(options);
    });
};
