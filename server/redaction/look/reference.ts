/** Whether a value names a secret that is kept elsewhere, instead of being one. */

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

export function isReference(value: string): boolean {
  for (const prefix of prefixes) if (value.startsWith(prefix)) return true;
  // `$NAME`, `%NAME%`, `<name>`, `{name}`, `:name`, `@name@`
  if (/^\$[A-Za-z_][A-Za-z0-9_]*$/.test(value) || /^%[A-Za-z_][A-Za-z0-9_.]*%$/.test(value)) return true;
  if (/^[<{[(@:].*[>}\])@]$/.test(value) && /^[^A-Za-z0-9]*[A-Za-z0-9_ .:|-]*[^A-Za-z0-9]*$/.test(value)) return true;
  return /^:[A-Za-z_]\w*$/.test(value);
}
