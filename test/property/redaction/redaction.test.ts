import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { outputSchema } from '../../../server/redaction/policy.ts';
import type { RequestText, Restorer } from '../../../server/redaction/redaction.ts';
import { createRedactor } from '../../../server/redaction/redactor.ts';
import { Matcher } from '../../../server/redaction/restore/matcher.ts';
import { families } from '../../../server/redaction/rules/all.ts';
import { Budget } from '../../../server/redaction/scan/budget.ts';
import { createScanner } from '../../../server/redaction/scan/scanner.ts';
import { hostileTexts } from '../../support/hostile-texts.ts';
import { testKey } from '../../support/marked.ts';
import { cut, plainLine, plantedText, randomToken } from '../../support/planted.ts';

const options = { key: testKey, tenant: 'test', timeoutMs: 60_000, today: () => '2026-01-01' };
const redactor = createRedactor(options);
const other = createRedactor(options);
const forgetful = createRedactor({ ...options, remembers: false });

const requestOf = (prefix: string, suffix = ''): RequestText => ({
  prefix,
  suffix,
  path: '',
  language: '',
  repository: '',
  user: '',
  context: [],
});

/** Below this, a property that redacts whole documents takes seconds. */
const runs = { numRuns: 150 };

describe('redaction, for any text', () => {
  it('finds every planted secret and sends no byte of it', () => {
    fc.assert(
      fc.property(plantedText, ({ text, secrets }) => {
        const outcome = redactor.redact(requestOf(`${text}\n`));
        assert.equal(outcome.kind, 'redacted');
        if (outcome.kind !== 'redacted') return;
        for (const secret of secrets) assert.ok(!outcome.text.prefix.includes(secret), secret);
      }),
      runs,
    );
  });

  it('keeps length and lines, and says where: findings are sorted, disjoint, in the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          plantedText.map(({ text }) => text),
          fc.string({ maxLength: 400 }),
          fc.string({ unit: 'binary', maxLength: 200 }),
        ),
        text => {
          const { text: sent, findings } = redactor.inspect(requestOf(text));
          assert.equal(sent.prefix.length, text.length);
          assert.deepEqual(
            [...sent.prefix].map((c, i) => (c === '\n' ? i : -1)).filter(i => i >= 0),
            [...text].map((c, i) => (c === '\n' ? i : -1)).filter(i => i >= 0),
          );
          let end = 0;
          for (const finding of findings.filter(({ part }) => part === 'document')) {
            assert.ok(finding.start >= end && finding.end > finding.start && finding.end <= text.length);
            end = finding.end;
          }
        },
      ),
      runs,
    );
  });

  it('restores what it replaced: restore(redact(x)) = x', () => {
    fc.assert(
      fc.property(plantedText, ({ text }) => {
        const outcome = redactor.redact(requestOf(`${text}\n`));
        if (outcome.kind !== 'redacted') return;
        // Masks may stand for several values and stay; planted values are long enough to have none.
        const restorer: Restorer = outcome.restorer();
        const back = restorer.push(outcome.text.prefix) + restorer.end();
        const masked = redactor.inspect(requestOf(`${text}\n`)).findings.some(({ start, end }) => end - start < 7);
        if (!masked) assert.equal(back, `${text}\n`);
      }),
      runs,
    );
  });

  it('makes the same bytes on two workers', () => {
    fc.assert(
      fc.property(plantedText, ({ text }) => {
        assert.deepEqual(redactor.inspect(requestOf(text)).text, other.inspect(requestOf(text)).text);
      }),
      runs,
    );
  });

  it('finds the same whether it remembers or not, after any change', () => {
    fc.assert(
      fc.property(plantedText, fc.nat(), plainLine, fc.nat(), ({ text }, at, line, window) => {
        redactor.inspect(requestOf(text));
        const place = at % (text.length + 1);
        const changed = `${text.slice(0, place)}${line}\n${text.slice(place)}`.repeat(3).slice(window % 200);
        assert.deepEqual(redactor.inspect(requestOf(changed)).findings, forgetful.inspect(requestOf(changed)).findings);
      }),
      { numRuns: 300 },
    );
  });

  it('looks at the join of prefix and suffix: findings do not depend on the cursor', () => {
    fc.assert(
      fc.property(plantedText, fc.nat(), ({ text }, at) => {
        const cursor = at % (text.length + 1);
        assert.deepEqual(
          redactor.inspect(requestOf(text.slice(0, cursor), text.slice(cursor))).findings,
          redactor.inspect(requestOf(text)).findings,
        );
      }),
      runs,
    );
  });

  it('is done once: a redacted text is not redacted to the value', () => {
    fc.assert(
      fc.property(plantedText, ({ text, secrets }) => {
        const twice = redactor.inspect(redactor.inspect(requestOf(text)).text).text.prefix;
        for (const secret of secrets) assert.ok(!twice.includes(secret));
      }),
      runs,
    );
  });
});

describe('streams, however they are cut', () => {
  const document = 'String dbPassword = "qZTr0ub4dorAndMore7";\nString token = "qZ8Zr2LmX0vTy5KpW7";\n';
  const outcome = redactor.redact(requestOf(document));
  if (outcome.kind !== 'redacted') throw new Error('the sample is refused');
  const sent = outcome.text.prefix;
  const places = fc.array(fc.nat(), { maxLength: 12 });

  it('restores the same at every split', () => {
    const answer = `use(${sent.slice(21, 40)}, ${sent.slice(21, 30)});\n${sent}`;
    const first = outcome.restorer();
    const whole = first.push(answer) + first.end();
    for (let at = 0; at <= answer.length; at++) {
      const restorer: Restorer = outcome.restorer();
      assert.equal(restorer.push(answer.slice(0, at)) + restorer.push(answer.slice(at)) + restorer.end(), whole);
    }
    fc.assert(
      fc.property(places, at => {
        const restorer: Restorer = outcome.restorer();
        assert.equal(
          cut(answer, at)
            .map(piece => restorer.push(piece))
            .join('') + restorer.end(),
          whole,
        );
      }),
    );
  });

  const guarded = createRedactor({
    ...options,
    output: outputSchema.parse({ blocked_terms: { terms: ['Project Falcon'] }, personal_names: { names: ['Li Wei'] } }),
  });
  const made = guarded.redact(requestOf(document));
  if (made.kind !== 'redacted' || made.guard === undefined) throw new Error('the sample is refused');
  const { guard } = made;

  it('guards the same at every split, and passes on the same', () => {
    const answers = [
      `int a;\n// Li Wei 13912345678\nString k = "AKIAQ3EGRZ7XKD5PWTBH";\nint b;\n`,
      `login("${sent.slice(21, 40)}");\n// see project falcon\nint c;\n`,
      `${'total + '.repeat(60)}"AKIAQ3EGRZ7XKD5PWTBH" + ${'more + '.repeat(60)}\n`,
      `${'// li wei and so on, '.repeat(30)}\nint d;`,
    ];
    for (const answer of answers) {
      const whole = guard();
      const expected = whole.push(answer) + whole.end();
      for (let at = 0; at <= answer.length; at += 7) {
        const one = guard();
        assert.equal(one.push(answer.slice(0, at)) + one.push(answer.slice(at)) + one.end(), expected);
        assert.deepEqual(one.events, whole.events);
      }
      const single = guard();
      assert.equal([...answer].map(character => single.push(character)).join('') + single.end(), expected);
      assert.deepEqual(single.events, whole.events);
    }
  });

  it('guards any text the same at any splits', () => {
    fc.assert(
      fc.property(plantedText, places, ({ text }, at) => {
        const whole = guard();
        const expected = whole.push(text) + whole.end();
        const pieces = guard();
        assert.equal(
          cut(text, at)
            .map(piece => pieces.push(piece))
            .join('') + pieces.end(),
          expected,
        );
        assert.deepEqual(pieces.events, whole.events);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the matcher of many strings', () => {
  const small = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 });
  it('finds what a search for each string finds, and knows what could still come', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(small, { minLength: 1, maxLength: 6 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 }),
        (strings, text) => {
          const matcher = new Matcher(strings);
          const found: string[] = [];
          matcher.visit(text, (number, start, end) => {
            found.push(`${strings[number]} ${start} ${end}`);
            return false;
          });
          const expected: string[] = [];
          for (const string of strings)
            for (let at = text.indexOf(string); at >= 0; at = text.indexOf(string, at + 1))
              expected.push(`${string} ${at} ${at + string.length}`);
          assert.deepEqual(found.sort(), expected.sort());
          let state = 0;
          for (let at = 0; at < text.length; at++) {
            state = matcher.step(state, text.charCodeAt(at));
            const longest = Math.max(
              0,
              ...strings.flatMap(string =>
                [...string]
                  .map((_, i) => i + 1)
                  .filter(length => text.slice(0, at + 1).endsWith(string.slice(0, length))),
              ),
            );
            assert.equal(matcher.depth(state), longest);
          }
        },
      ),
    );
  });
});

describe('hostile text', () => {
  const scanner = createScanner(Object.values(families).flat());

  /** Characters of work besides the walk, which the scanner counts to keep its time. */
  function work(text: string): number {
    let counted = 0;
    const budget = new Budget(() => 0, 1);
    budget.spend = (characters: number) => {
      counted += characters;
    };
    scanner.scan(text, { profile: 'unknown', budget, hasKubernetesSecret: text.includes('Secret') });
    return counted;
  }

  for (const [index, [name]] of hostileTexts(16).entries()) {
    it(`costs in proportion to its length: ${name}`, () => {
      const once = work(hostileTexts(8192)[index]![1]);
      const fourTimes = work(hostileTexts(32_768)[index]![1]);
      assert.ok(fourTimes <= 4.5 * once + 16_384, `${once} for 8 Ki, ${fourTimes} for 32 Ki`);
      assert.ok(fourTimes <= 32_768 * 8, `${fourTimes} for 32 Ki`);
    });
  }

  it('is redacted or refused, and its secret does not go out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...hostileTexts(2000)), randomToken(24), ([, text], secret) => {
        const outcome = redactor.redact(requestOf(`${text}\nString password = "${secret}";\n`, text));
        if (outcome.kind === 'redacted') assert.ok(!JSON.stringify(outcome.text).includes(secret));
      }),
      runs,
    );
  });
});
