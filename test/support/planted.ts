import fc from 'fast-check';

/** Code-like text with made-up secrets planted in it, for properties. */

const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphabet = `${letters}${letters.toUpperCase()}0123456789`;

/** Random letters and digits, with at least one of each kind. */
export const randomToken = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength: length - 3, maxLength: length - 3 })
    .map(characters => `qZ${characters.join('')}7`);

export interface Planted {
  /** One line, without its end. */
  line: string;
  secret: string;
}

const templates: readonly ((secret: string) => string)[] = [
  secret => `String dbPassword = "${secret}";`,
  secret => `spring.datasource.password=${secret}`,
  secret => `  apiKey: '${secret}'`,
  secret => `client.setAuthToken("${secret}");`,
  secret => `<password>${secret}</password>`,
  secret => `export DB_PASSWORD=${secret}`,
  secret => `url = "postgresql://app:${secret}@ledger:5432/core"`,
  secret => `curl -H "Authorization: Bearer ${secret}" https://ledger.bank`,
  secret => `       05 WS-PASSWORD PIC X(24) VALUE '${secret}'.`,
  secret => `CREATE USER app IDENTIFIED BY "${secret}";`,
  secret => `{"user": "app", "password": "${secret}"}`,
  secret => `# token: ${secret}`,
];

export const plantedLine: fc.Arbitrary<Planted> = fc
  .tuple(fc.integer({ min: 20, max: 40 }).chain(randomToken), fc.constantFrom(...templates))
  .map(([secret, template]) => ({ line: template(secret), secret }));

export const plainLine: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '}',
    '  return total;',
    'for (int i = 0; i < n; i++) {',
    '  // the sum of all',
    'import java.util.List;',
    'int retries = 3;',
    '- name: ledger',
  ),
  fc
    .tuple(fc.constantFrom('int', 'String', 'var'), fc.constantFrom('amount', 'name', 'index'), fc.nat(999))
    .map(([type, name, value]) => `${type} ${name} = ${value};`),
  fc.string({ maxLength: 40 }).map(text => text.replace(/[\r\n]/g, ' ')),
);

/** Lines of code with secrets between them. */
export const plantedText: fc.Arbitrary<{ text: string; secrets: string[] }> = fc
  .array(fc.oneof({ weight: 4, arbitrary: plainLine }, { weight: 1, arbitrary: plantedLine }), { maxLength: 60 })
  .map(lines => ({
    text: lines.map(line => (typeof line === 'string' ? line : line.line)).join('\n'),
    secrets: lines.flatMap(line => (typeof line === 'string' ? [] : [line.secret])),
  }));

/** Pieces of a text, cut at any places. */
export function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map(place => place % (text.length + 1)))].sort((a, b) => a - b);
  const pieces: string[] = [];
  let from = 0;
  for (const place of [...at, text.length]) {
    pieces.push(text.slice(from, place));
    from = place;
  }
  return pieces;
}
