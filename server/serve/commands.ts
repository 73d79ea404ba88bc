import type { Command } from '../cli/command.ts';

/** `serve`: the proxy in the foreground, with its log on standard error. */
export const serveCommand: Command = program => {
  program
    .command('serve')
    .description('run the proxy: gateway, console and, where configured, the embedded model')
    .option(
      '-c, --config <file>',
      'configuration (YAML); default: INTRAMURAL_CONFIG, ./intramural.yaml, built-in defaults',
    )
    .option('--json', 'print {origin, console} once it is up')
    .addHelpText(
      'after',
      `
Examples:
  intramural serve                          the embedded model on http://127.0.0.1:7411
  intramural serve --config bank.yaml       the bank's own models, as the file says
  INTRAMURAL_PORT=8080 intramural serve     another port

The log goes to standard error, one JSON object a line, never with code in it. Ctrl-C stops gracefully.`,
    )
    .action(async (options: { config?: string; json?: boolean }) => {
      const { prepare } = await import('./prepare.ts');
      const { serve } = await import('./supervisor.ts');
      const { openLogger } = await import('./log.ts');
      const { untilStopped } = await import('./until-stopped.ts');
      const prepared = await prepare(options.config);
      const log = openLogger(prepared.loaded.config.log.level);
      const service = await serve({ ...prepared, log, output: 'inherit' });
      const consoleUrl = `${service.origin}/console`;
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ origin: service.origin, console: consoleUrl })}\n`
          : `Intramural listens on ${service.origin} (console: ${consoleUrl}).\n`,
      );
      await untilStopped(service, line => log.info(line));
    });
};
