import { type Command as Commander, InvalidArgumentError } from 'commander';
import type { Command } from '../cli/command.ts';

/** `intramural audit …`: each action is loaded when it is asked for. */

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('give a whole number');
  return value;
}

function positiveInteger(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('give a whole number above 0');
  return value;
}

function moment(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('give a date such as 2026-11-23 or 2026-11-23T08:00:00Z');
  return time;
}

function collect(file: string, files: string[]): string[] {
  return [...files, file];
}

const directoryHelp = "folder of the log (default: this machine's gateway)";

function keyed(command: Commander): Commander {
  return command
    .option('--key <file>', "public key of the log (default: this machine's gateway); may be repeated", collect, [])
    .option('--witness-key <file>', 'public key of a witness that must have cosigned; may be repeated', collect, []);
}

function reading(audit: Commander): void {
  audit
    .command('tail')
    .description('show the last audit records')
    .argument('[directory]', directoryHelp)
    .option('-n, --lines <count>', 'how many records', positiveInteger, 20)
    .option('-f, --follow', 'go on with each new record until interrupted')
    .option('--json', 'one record as JSON on each line')
    .action(async (...given) => (await import('./cli/tail.ts')).tail(given[0], given[1]));
  audit
    .command('export')
    .description('records for another system: JSON lines, OCSF, syslog messages or Parquet')
    .argument('[directory]', directoryHelp)
    .option('--format <name>', 'jsonl, ocsf, syslog or parquet', 'jsonl')
    .option('--from <index>', 'first record: the cursor of the last export', wholeNumber, 0)
    .option('--to <index>', 'first record after the last one wanted', wholeNumber)
    .option('--output <file>', 'into a file (default: standard output)')
    .option('-f, --follow', 'go on with each new record until interrupted')
    .action(async (...given) => (await import('./cli/export.ts')).exportRecords(given[0], given[1]));
  audit
    .command('schema')
    .description('the closed schema of audit records, field by field')
    .option('--json', 'as JSON Schema, one kind on each line')
    .action(async options => (await import('./cli/schema.ts')).showSchema(options));
}

function proving(audit: Commander): void {
  keyed(audit.command('verify'))
    .description('prove the log whole, or name the first record that is not what was signed')
    .argument('[directory]', directoryHelp)
    .option('--checkpoint <file>', 'a checkpoint kept elsewhere; may be repeated', collect, [])
    .option('--archive <directory>', 'where segments that were moved are found (default: where they were moved to)')
    .option('--schema', 'hold every record against the closed schema too (slower)')
    .option('--json', 'the result as JSON')
    .option('--details', 'with --json: what was covered, witnessed and deleted too')
    .action(async (...given) => (await import('./cli/prove.ts')).verify(given[0], given[1]));
  audit
    .command('prove')
    .description('print the proof that one record is in the log')
    .argument('<id>', 'id of a record, of an inference, or its number in the log')
    .option('--dir <directory>', directoryHelp)
    .option('--checkpoint <file>', "prove it in this checkpoint (default: the log's newest)")
    .action(async (...given) => (await import('./cli/prove.ts')).prove(given[0], given[1]));
  keyed(audit.command('check-proof'))
    .description('check the proof of one record with public keys alone')
    .argument('<file>', 'a .tlog-proof file')
    .option('--record <file>', 'bytes of the record (default: those in the proof)')
    .option('--json', 'the result as JSON')
    .action(async (...given) => (await import('./cli/prove.ts')).checkProofFile(given[0], given[1]));
  keyed(audit.command('consistency'))
    .description('prove that a newer log begins with an older one')
    .argument('<old>', 'checkpoint file, or a size')
    .argument('<new>', 'checkpoint file, or a size')
    .option('--dir <directory>', directoryHelp)
    .option('--json', 'the result as JSON')
    .action(async (...given) => (await import('./cli/prove.ts')).consistency(given[0], given[1], given[2]));
  audit
    .command('tiles')
    .description('lay the log out as a static C2SP tlog-tiles site, for any other verifier')
    .argument('<target>', 'folder to fill')
    .option('--dir <directory>', directoryHelp)
    .action(async (...given) => (await import('./cli/prove.ts')).tiles(given[0], given[1]));
}

function administering(audit: Commander): void {
  audit
    .command('erase')
    .description('destroy the names behind the pseudonyms of people; the records and their proofs stay')
    .argument('<subjects...>', 'people, by the names they sign in with')
    .option('--json', 'the result as JSON')
    .action(async (...given) => (await import('./cli/administer.ts')).erase(given[0], given[1]));
  const hold = audit.command('hold').description('legal holds: what is held is not deleted');
  hold
    .command('place')
    .description('hold everything recorded between two moments')
    .requiredOption('--from <time>', 'first moment', moment)
    .requiredOption('--to <time>', 'last moment', moment)
    .option('--json', 'the result as JSON')
    .action(async options => (await import('./cli/administer.ts')).placeHold(options));
  hold
    .command('release')
    .description('let retention have what was held')
    .argument('<hold>', 'id of the hold')
    .action(async id => (await import('./cli/administer.ts')).releaseHold(id));
  hold
    .command('list')
    .description('holds that stand')
    .option('--json', 'one hold as JSON on each line')
    .action(async options => (await import('./cli/administer.ts')).listHolds(options));
}

function rotating(audit: Commander): void {
  audit
    .command('rotate-key')
    .description('another key signs the log from now on; the proxy must not be running')
    .option('--writer <name>', 'gateway or console', 'gateway')
    .option('--json', 'the result as JSON')
    .action(async options => (await import('./cli/rotate-key.ts')).rotateKey(options));
}

function breakingGlass(audit: Commander): void {
  const captures = audit
    .command('break-glass')
    .description('captures that the policy has asked for: encrypted, released by two');
  const signedIn = (command: Commander) =>
    command
      .requiredOption('--token-file <file>', 'file with the token of the person who says so')
      .option('--proxy <address>', 'address of the proxy', 'http://127.0.0.1:7411');
  captures
    .command('list')
    .description('captures on this machine, without their content')
    .option('--json', 'one capture as JSON on each line')
    .action(async options => (await import('./cli/break-glass.ts')).listHere(options));
  signedIn(captures.command('ask'))
    .description('say that a capture is needed: the first of two people')
    .argument('<capture>', 'id of the capture')
    .action(async (...given) => (await import('./cli/break-glass.ts')).askFor(given[0], given[1]));
  signedIn(captures.command('release'))
    .description('release a capture that another person asked for: it leaves encrypted')
    .argument('<capture>', 'id of the capture')
    .requiredOption('--output <file>', 'new file for the encrypted capture')
    .action(async (...given) => (await import('./cli/break-glass.ts')).releaseTo(given[0], given[1]));
  captures
    .command('open')
    .description("decrypt a released capture, on the security team's machine; asks nobody")
    .argument('<file>', 'the released capture')
    .requiredOption('--private-key <file>', 'private key of the security team (PEM)')
    .action(async (...given) => (await import('./cli/break-glass.ts')).openFile(given[0], given[1]));
}

export const auditCommand: Command = program => {
  const audit = program.command('audit').description('read, prove, export and administer the audit log');
  reading(audit);
  proving(audit);
  administering(audit);
  rotating(audit);
  breakingGlass(audit);
};
