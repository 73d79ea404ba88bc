import { type Command, CommandError, exit } from '../cli/command.ts';
import { roles } from './identity.ts';

interface TokenOptions {
  subject: string;
  team: string;
  role: string[];
  days: number;
}

/** `token`: a personal or service token, for programs that can't sign in. */
export const tokenCommand: Command = program => {
  program
    .command('token')
    .description('make a token for a person or service, and the entry that lets it in')
    .requiredOption('--subject <name>', 'who asks with it, such as ana or service:ci')
    .option('--team <name>', 'the team that it counts for', 'none')
    .option('--role <role...>', `of ${roles.join(', ')}`, ['developer'])
    .option('--days <count>', 'days until it expires', Number, 90)
    .addHelpText(
      'after',
      `
The token stands on standard error and nowhere else: give it to whoever it is for. The entry on standard output holds
only its digest; append it to the file that the configuration names in identity.tokens_file:
  intramural token --subject service:ci --team Build >> tokens.yaml
(The file begins with the line "tokens:".) Strike an entry out to withdraw its token: no restart is needed.`,
    )
    .action(async ({ subject, team, role, days }: TokenOptions) => {
      const { makeToken } = await import('./token-file.ts');
      const { stringify } = await import('yaml');
      const unknown = role.find(one => !(roles as readonly string[]).includes(one));
      if (unknown !== undefined || !(days >= 1 && days <= 3660)) {
        throw new CommandError(unknown === undefined ? 'Give 1 to 3660 days.' : `There is no role ${unknown}.`, {
          exitCode: exit.usage,
        });
      }
      const { token, digest } = makeToken();
      const expires = new Date(Date.now() + days * 86_400_000).toISOString();
      process.stdout.write(
        stringify([{ digest, subject, team, roles: role, expires }])
          .replaceAll(/^/gm, '  ')
          .trimEnd(),
      );
      process.stdout.write('\n');
      process.stderr.write(`${token}\n`);
    });
};
