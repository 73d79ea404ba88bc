import { type Command, exit } from '../cli/command.ts';

/** `doctor`: what stands in the way, and what to do about it. */
export const doctorCommand: Command = program => {
  program
    .command('doctor')
    .description('check configuration, policy, disk, model and the running proxy, and say how to mend each fault')
    .option('-c, --config <file>', 'configuration to check')
    .option('--json', 'print {ok, findings: [{check, state, says, mend?}]}')
    .action(async (options: { config?: string; json?: boolean }) => {
      const { diagnose } = await import('./checks.ts');
      const findings = await diagnose(options.config);
      const ok = findings.every(finding => finding.state !== 'failed');
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ ok, findings })}\n`);
      } else {
        const marks = { ok: '✓', warning: '!', failed: '✗' } as const;
        const width = Math.max(...findings.map(finding => finding.check.length));
        for (const { check, state, says, mend } of findings) {
          const indent = ' '.repeat(width + 4);
          process.stdout.write(`${marks[state]} ${check.padEnd(width)}  ${says.replaceAll('\n', `\n${indent}`)}\n`);
          if (mend) process.stdout.write(`${indent}→ ${mend}\n`);
        }
      }
      process.exitCode = ok ? exit.done : exit.failed;
    });
};
