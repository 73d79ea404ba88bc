/** A workspace of made-up files with made-up secrets in them, the same for the same seed; and the forms in which a secret may hide. */
export interface PlantedFile {
  path: string;
  text: string;
  secrets: string[];
  /** Places of the cursor: behind secrets, inside them, and between. */
  cursors(count: number): number[];
}

type Random = (below: number) => number;

function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const lower = 'abcdefghijkmnpqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '23456789';
const pick = (from: string, count: number, random: Random): string =>
  Array.from({ length: count }, () => from[random(from.length)]).join('');

/** Letters of both cases and digits, mixed so that no run of it reads like words. */
const token = (length: number, random: Random): string =>
  Array.from({ length }, (_, at) => pick([lower, digits, upper, digits][at % 4]!, 1, random)).join('');
const hexadecimal = (length: number, random: Random): string => pick('0123456789abcdef', length, random);

function card(random: Random): string {
  const body = `4539${pick('0123456789', 11, random)}`;
  const sum = [...body].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function iban(random: Random): string {
  const account = pick('123456789', 18, random);
  const rest = [...`${account}131400`].reduce((left, digit) => (left * 10 + Number(digit)) % 97, 0);
  return `DE${String(98 - rest).padStart(2, '0')}${account}`;
}

function residentId(random: Random): string {
  const body = `4401061${`9${pick('5678', 1, random)}${pick('0123456789', 1, random)}`}0${pick('123456789', 1, random)}1${pick('0123456789', 1, random)}${pick('123456789', 3, random)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return `${body}${'10X98765432'[sum % 11]}`;
}

/** What is planted where: a line (or lines) and the value in it. */
type Plant = (random: Random) => { lines: string; secrets: string[] };
const one = (make: (random: Random) => string, line: (value: string) => string): Plant => {
  return random => {
    const value = make(random);
    return { lines: line(value), secrets: [value] };
  };
};
const password = (random: Random) => `${token(12 + random(10), random)}${pick('!#+=', 1, random)}`;
const word = (random: Random) => token(16 + random(20), random);

/** The body of a key: each line is a secret of its own. */
const pem: Plant = random => {
  const body = Array.from({ length: 6 }, () => token(64, random));
  return { lines: ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----'].join('\n'), secrets: body };
};

const kinds: readonly { path: (n: number) => string; filler: readonly string[]; plants: readonly Plant[] }[] = [
  {
    path: n => `src/main/java/bank/Ledger${n}.java`,
    filler: [
      `    public Money balanceOf(Account account) {\n        return account.entries().sum();\n    }`,
      '    private int retries = 3;',
      '    // the sum of all entries, oldest first',
    ],
    plants: [
      one(password, value => `    private static final String DB_PASSWORD = "${value}";`),
      one(word, value => `    client.setApiKey("${value}");`),
      one(card, value => `    String pan = "${value}";`),
      one(iban, value => `    String iban = "${value}";`),
      one(residentId, value => `    String idCard = "${value}";`),
      one(
        random => `ghp_${word(random)}${token(36, random)}`.slice(0, 40),
        value => `    // ${value}`,
      ),
      one(word, value => `    headers.add("Authorization", "Bearer ${value}");`),
    ],
  },
  {
    path: n => `ledger/module_${n}.py`,
    filler: ['def total(entries):\n    return sum(entry.amount for entry in entries)', 'RETRIES = 3', '# oldest first'],
    plants: [
      one(password, value => `db_password = '${value}'`),
      one(word, value => `URL = 'postgresql://app:${value}@ledger:5432/core'`),
      one(
        random => `AKIA${pick(`${upper}234567`, 16, random)}`,
        value => `aws_access_key_id = "${value}"`,
      ),
      one(password, value => `requests.get(url, auth=('app', '${value}'))`),
    ],
  },
  {
    path: n => `web/ledger-${n}.ts`,
    filler: ['export function total(entries: Entry[]): number {\n  return entries.length;\n}', 'const retries = 3;'],
    plants: [
      one(word, value => `const apiToken = '${value}';`),
      one(password, value => `const pool = new Pool({ host: 'ledger', password: '${value}' });`),
      one(
        random => `sk_live_${token(28, random)}`,
        value => `stripe('${value}');`,
      ),
      pem,
    ],
  },
  {
    path: n => `config/application-${n}.yml`,
    filler: ['server:\n  port: 8080', 'logging:\n  level: info'],
    plants: [
      one(word, value => `  password: ${value}`),
      one(
        random => hexadecimal(64, random),
        value => `  client-secret: ${value}`,
      ),
      one(word, value => `  url: amqp://ledger:${value}@mq.bank:5672/settle`),
    ],
  },
  {
    path: n => `sql/grants_${n}.sql`,
    filler: ['SELECT id, amount FROM entries ORDER BY booked_at;', 'CREATE INDEX ix_entries ON entries (account_id);'],
    plants: [
      one(word, value => `CREATE USER app IDENTIFIED BY "${value}";`),
      one(word, value => `INSERT INTO users (name, password) VALUES ('app', '${value}');`),
    ],
  },
  {
    path: n => `cobol/LEDG${n}.cbl`,
    filler: ['       ADD WS-AMOUNT TO WS-TOTAL.', '       05  WS-COUNT  PIC 9(04) VALUE 0.'],
    plants: [
      one(
        random => token(20, random),
        value => `       05  WS-DB-PASSWORD  PIC X(20) VALUE '${value}'.`,
      ),
      one(card, value => `       05  WS-CARD-NO      PIC X(16) VALUE '${value}'.`),
    ],
  },
  {
    path: n => `deploy/release-${n}.sh`,
    filler: ['set -euo pipefail', 'kubectl rollout status deployment/ledger'],
    plants: [
      one(word, value => `export DB_PASSWORD=${value}`),
      one(word, value => `curl -u app:${value} https://nexus.bank/a.jar`),
      one(word, value => `docker login -u app -p ${value} registry.bank`),
    ],
  },
];

/** Files with at least `count` secrets in all. */
export function plantedWorkspace(count: number, seed: number): PlantedFile[] {
  const random = randomOf(seed);
  const files: PlantedFile[] = [];
  for (let planted = 0; planted < count; ) {
    const kind = kinds[files.length % kinds.length]!;
    const secrets: string[] = [];
    const lines: string[] = [];
    while (secrets.length < 12) {
      for (let filler = 2 + random(4); filler > 0; filler--) lines.push(kind.filler[random(kind.filler.length)]!);
      const plant = kind.plants[random(kind.plants.length)]!(random);
      lines.push(plant.lines);
      secrets.push(...plant.secrets);
    }
    planted += secrets.length;
    files.push(fileOf(kind.path(files.length), `${lines.join('\n')}\n`, secrets, random));
  }
  return files;
}

function fileOf(path: string, text: string, secrets: string[], random: Random): PlantedFile {
  return {
    path,
    text,
    secrets,
    cursors: count =>
      Array.from({ length: count }, (_, at) => {
        const secret = secrets[random(secrets.length)]!;
        const start = text.indexOf(secret);
        if (at % 4 === 0) return start + 1 + random(secret.length - 1);
        if (at % 4 === 1) return text.indexOf('\n', start) + 1;
        return text.lastIndexOf('\n', random(text.length)) + 1;
      }),
  };
}

/** Raw, in base64 at each of its three places, in hexadecimal, in a URL, and in JSON. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const aligned = [0, 1, 2].map(shift => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last character also hold bits of what stands beside.
    return encoded.slice(shift === 0 ? 0 : shift + 1, (bytes.length + shift) % 3 === 0 ? undefined : -1);
  });
  const forms = [
    secret,
    ...aligned,
    ...aligned.map(one => one.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
  return [...new Set(forms)];
}
