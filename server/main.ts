import { Command as Commander, CommanderError } from 'commander';
import { completeCommand, contextCommand, replayCommand } from '../extension/headless/commands.ts';
import { auditCommand } from './audit/command.ts';
import { type Command, CommandError, exit } from './cli/command.ts';
import { telemetryCommand } from './console/commands.ts';
import { doctorCommand } from './doctor/commands.ts';
import { tokenCommand } from './identity/commands.ts';
import { modelCommand } from './model/commands.ts';
import { playgroundCommand } from './playground/commands.ts';
import { policyCommand } from './policy/commands.ts';
import { redactCommand } from './redaction/command.ts';
import { serveCommand } from './serve/commands.ts';
import { startCommand } from './start/commands.ts';

/** Every command, in the order of the help. Each folder exports its own. */
const commands: Command[] = [
  startCommand(async () => (await import('../extension/headless/sample.ts')).completeSample),
  serveCommand,
  playgroundCommand,
  completeCommand,
  contextCommand,
  doctorCommand,
  modelCommand,
  auditCommand,
  redactCommand,
  policyCommand,
  tokenCommand,
  telemetryCommand,
  replayCommand,
];

const program = new Commander('intramural')
  .description("Private code completion: your bank's code, your bank's model, your bank's network.")
  .version('0.1.0')
  .showHelpAfterError('(intramural --help lists the commands)')
  .exitOverride();
for (const add of commands) add(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exit.done : exit.usage;
  } else if (error instanceof CommandError) {
    process.stderr.write(`${error.message}\n${error.mend ? `${error.mend}\n` : ''}`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exit.failed;
  }
}
