import { requestBytes } from './load.ts';

/** What is asked, and what the simulated model says to it. */

/** Milliseconds to the first token and between two, and tokens of an answer. Each is a line: the guard lets an answer through line by line. */
export const answer = { firstMs: 40, pieceMs: 8, pieces: 16 } as const;
export const pieces = Array.from({ length: answer.pieces }, (_, index) => `value${index} = 1;\n`);
/** Bytes that come with the first text and not before, from the model as from every gateway. */
export const firstText = '"text":"value0';

/** A Java file of some 6,000 characters around the cursor, and three context items of 800. */
const code = Array.from(
  { length: 110 },
  (_, line) => `    private final BigDecimal balance${line} = account.getBalance();\n`,
);
const before = code.slice(0, 80).join('');
const after = code.slice(80).join('');
const item = code.slice(0, 13).join('');

const fixed = { model: 'm', max_tokens: 64, stream: true } as const;

/** As the model is asked directly and through a gateway that passes on what it gets: with a prompt of the same length. */
export function plainRequest(path: string, headers: Record<string, string> = {}): () => Buffer {
  const prompt = `${item.repeat(3)}<|fim_prefix|>${before}<|fim_suffix|>${after}<|fim_middle|>`;
  const bytes = requestBytes(path, headers, { ...fixed, prompt });
  return () => bytes;
}

/** As an editor asks: each request is for another document, so that none supersedes another. */
export function editorRequest(token: string): (number: number) => Buffer {
  const intramural = {
    client_session_id: '0190a1b2-0000-7000-8000-000000000001',
    context: [1, 2, 3].map(number => ({
      kind: 'definition',
      path: `src/Account${number}.java`,
      language: 'java',
      text: item,
    })),
  };
  return number => {
    const document = { language: 'java', repository: 'bank/core', path: `src/Account${number}.java` };
    const body = { ...fixed, prompt: before, suffix: after, intramural: { ...intramural, document } };
    return requestBytes('/v1/completions', { authorization: `Bearer ${token}` }, body);
  };
}
