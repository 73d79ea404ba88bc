/** Whether a value names a secret that is kept elsewhere, instead of being one. */
import { remembering } from './memory.ts';

const prefixes = [
  '${',
  '$(',
  '#{',
  '{{',
  '<%',
  '%{',
  '@{',
  '$env:',
  '$ENV',
  'env:',
  'ENV[',
  'env.',
  'process.env',
  'os.environ',
  'System.getenv',
  'vault:',
  'ENC(',
  '!vault',
  'ref+',
  'secretref:',
  'arn:aws:secretsmanager',
  'file:',
  'classpath:',
  '/run/secrets',
  '/var/run/',
  '/etc/',
  'secrets.',
  'op://',
  'akv://',
  'ssm:',
  '*/',
  '$[',
  '[[',
  '((',
];

const prefixesFrom = new Map<number, string[]>();
for (const prefix of prefixes) {
  const list = prefixesFrom.get(prefix.charCodeAt(0));
  if (list === undefined) prefixesFrom.set(prefix.charCodeAt(0), [prefix]);
  else list.push(prefix);
}

export const isReference = remembering((value: string): boolean => {
  for (const prefix of prefixesFrom.get(value.charCodeAt(0)) ?? []) if (value.startsWith(prefix)) return true;
  if (!/^[$%<{[(@:]/.test(value)) return false;
  // `$NAME`, `%NAME%`, `<name>`, `{name}`, `:name`, `@name@`
  if (/^\$[A-Za-z_][A-Za-z0-9_]*$/.test(value) || /^%[A-Za-z_][A-Za-z0-9_.]*%$/.test(value)) return true;
  if (/^[<{[(@:].*[>}\])@]$/.test(value) && /^[^A-Za-z0-9]*[A-Za-z0-9_ .:|-]*[^A-Za-z0-9]*$/.test(value)) return true;
  return /^:[A-Za-z_]\w*$/.test(value);
});
