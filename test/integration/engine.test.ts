import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import OpenAI, { APIConnectionError, AuthenticationError, BadRequestError } from 'openai';
import { CommandError } from '../../server/cli/command.ts';
import { type Engine, startEngine } from '../../server/engine/start.ts';
import { ensureModel, type ModelFile } from '../../server/model/ensure.ts';

/** The real engine, with the real model, seen through the official client. */

const special = /<\|(fim_|endoftext|im_|file_sep|repo_name)/;
const fill = (prefix: string, suffix: string) => `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
const account = fill(
  'public class Account {\n  private long balance;\n\n  public long getBalance() {\n    return ',
  '\n  }\n}\n',
);
/** Some 1,400 tokens of code, which take a while. */
const longFile = Array.from(
  { length: 60 },
  (_, line) => `  private static final long LIMIT_${line} = ${line * 1000}L; // in cents`,
).join('\n');

function client(engine: Engine): OpenAI {
  return new OpenAI({ baseURL: engine.url, apiKey: engine.secret, maxRetries: 0 });
}

interface Slots {
  busy: boolean;
  waiting: number;
  slots: { cached_tokens: number }[];
}

async function slots(engine: Engine): Promise<Slots> {
  const response = await fetch(`${engine.url}/slots`, { headers: { authorization: `Bearer ${engine.secret}` } });
  return (await response.json()) as Slots;
}

async function until<T>(look: () => Promise<T>, condition: (value: T) => boolean): Promise<T> {
  while (true) {
    const value = await look();
    if (condition(value)) return value;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

describe('embedded engine', function () {
  this.timeout(120_000);
  let model: ModelFile;
  let engine: Engine;
  let openai: OpenAI;

  before(async () => {
    model = await ensureModel();
    engine = await startEngine({ modelPath: model.path, contextTokens: 2048 });
    openai = client(engine);
  });
  after(() => engine?.stop());

  it('fills in the middle, streamed or not, always with the same words', async () => {
    const request = { model: 'any', prompt: account, max_tokens: 24, temperature: 0 };
    // Sums are rounded by the size of what is evaluated at once: the second and the third time all is the same.
    await openai.completions.create(request);
    const whole = await openai.completions.create(request);
    assert.match(whole.choices[0]!.text, /^balance;/);
    assert.doesNotMatch(whole.choices[0]!.text, special);
    let text = '';
    let pieces = 0;
    let finish: string | null = null;
    for await (const chunk of await openai.completions.create({ ...request, stream: true })) {
      const choice = chunk.choices[0]!;
      text += choice.text;
      pieces++;
      finish = choice.finish_reason;
    }
    assert.equal(text, whole.choices[0]!.text);
    assert.equal(finish, whole.choices[0]!.finish_reason);
    assert.ok(pieces > 5, `${pieces} pieces are no stream`);
  });

  it('never writes a token that is forbidden, and survives one that it does not have', async () => {
    const headers = { authorization: `Bearer ${engine.secret}` };
    const response = await fetch(`${engine.url}/tokenize`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ content: 'balance', add_special: false }),
    });
    const { tokens } = (await response.json()) as { tokens: number[] };
    assert.equal(tokens.length, 1, `${tokens}`);
    const request = { model: 'any', prompt: account, max_tokens: 8, temperature: 0 };
    const free = await openai.completions.create(request);
    assert.match(free.choices[0]!.text, /^balance\b/);
    const bias = { [String(tokens[0])]: -100, 9999999: -100 };
    const bound = await openai.completions.create({ ...request, logit_bias: bias });
    assert.doesNotMatch(bound.choices[0]!.text, /^balance\b/);
    assert.notEqual(bound.choices[0]!.text, '');
  });

  it('ends before a stop string that is spread over tokens', async () => {
    const request = { model: 'any', prompt: account, max_tokens: 40, temperature: 0 };
    await openai.completions.create({ ...request, max_tokens: 0 });
    const { text } = (await openai.completions.create(request)).choices[0]!;
    // From the middle of one word into the middle of another: no token ends or begins there.
    const at = text.indexOf('alance', 12);
    const stop = text.slice(at, at + 9);
    assert.equal(stop.length, 9);
    let streamed = '';
    let finish: string | null = null;
    for await (const chunk of await openai.completions.create({ ...request, stop: ['never', stop], stream: true })) {
      streamed += chunk.choices[0]!.text;
      finish = chunk.choices[0]!.finish_reason;
    }
    assert.equal(streamed, text.slice(0, text.indexOf(stop)));
    assert.equal(finish, 'stop');
  });

  it('ends at the end of the text, and gives none of the markup out', async () => {
    const prompt = '<|im_start|>user\nAnswer with the one word yes.<|im_end|>\n<|im_start|>assistant\n';
    const { choices, usage } = await openai.completions.create({
      model: 'any',
      prompt,
      max_tokens: 60,
      temperature: 0,
    });
    assert.doesNotMatch(choices[0]!.text, special);
    assert.equal(choices[0]!.finish_reason, 'stop');
    assert.ok(usage!.completion_tokens < 60);
  });

  it('gives the same words again for the same seed', async () => {
    const ask = async (seed: number) => {
      const request = { model: 'any', prompt: fill('// ', '\n'), max_tokens: 16, temperature: 1, top_p: 0.95, seed };
      return (await openai.completions.create(request)).choices[0]!.text;
    };
    await ask(7);
    const first = await ask(7);
    assert.equal(await ask(7), first);
    const others = await Promise.all([ask(8), ask(9)]);
    assert.ok(others.some(text => text !== first));
  });

  it('gives out whole characters only', async () => {
    const prompt = fill('const row = ["🏦 🏧 🪙 💶", "🏦 🏧 🪙 💶", "🏦 🏧 🪙 ', '"];\n');
    const pieces: string[] = [];
    for await (const chunk of await openai.completions.create({ model: 'any', prompt, max_tokens: 12, stream: true })) {
      pieces.push(chunk.choices[0]!.text);
    }
    assert.match(pieces.join(''), /\p{Emoji_Presentation}/u);
    for (const piece of pieces)
      assert.ok(Buffer.from(piece).toString() === piece && !piece.includes('\uFFFD'), JSON.stringify(piece));
  });

  it('evaluates only what is new of a prompt, and keeps the file before it', async () => {
    const ask = async (prompt: string) => {
      const { usage } = await openai.completions.create({ model: 'any', prompt, max_tokens: 1, temperature: 0 });
      return { prompt: usage!.prompt_tokens, cached: usage!.prompt_tokens_details!.cached_tokens! };
    };
    const head = '<|fim_suffix|>\n}\n<|fim_prefix|>class Limits {\n';
    const other = `<|fim_suffix|><|fim_prefix|># Ledger\n${'total = total + amount\n'.repeat(10)}`;
    const first = await ask(`${head}${longFile.slice(0, 500)}`);
    assert.ok(first.cached < first.prompt / 4);
    const typed = await ask(`${head}${longFile.slice(0, 500)} long`);
    assert.ok(typed.cached >= first.prompt - 4, `${typed.cached} of ${first.prompt} tokens were reused`);
    await ask(other);
    const back = await ask(`${head}${longFile.slice(0, 500)} long x`);
    assert.ok(back.cached >= first.prompt - 4, 'the other file took its place');
  });

  it('is free again within a slice when the client goes away', async () => {
    const abort = new AbortController();
    const prompt = `<|fim_prefix|>// ${Math.PI}\n${longFile}`;
    const asked = openai.completions.create({ model: 'any', prompt, max_tokens: 64 }, { signal: abort.signal });
    const before = await until(
      () => slots(engine),
      ({ busy }) => busy,
    );
    assert.equal(before.waiting, 0);
    abort.abort();
    await assert.rejects(asked, /abort/i);
    const { slots: now } = await until(
      () => slots(engine),
      ({ busy }) => !busy,
    );
    const tokens = (await openai.completions.create({ model: 'any', prompt: 'x', max_tokens: 1 })).usage!.prompt_tokens;
    assert.equal(tokens, 1);
    // Had it gone on to the end, one slot would hold the whole prompt of more than 1,400 tokens.
    assert.ok(Math.max(...now.map(slot => slot.cached_tokens)) < 1000, JSON.stringify(now));
  });

  it('says so when a prompt is too long or the secret is wrong', async () => {
    const prompt = longFile.repeat(3);
    await assert.rejects(openai.completions.create({ model: 'any', prompt }), (error: unknown) => {
      assert.ok(error instanceof BadRequestError);
      assert.equal(error.code, 'context_length_exceeded');
      return true;
    });
    const stranger = client({ ...engine, secret: 'wrong' });
    await assert.rejects(stranger.completions.create({ model: 'any', prompt: 'x' }), AuthenticationError);
  });

  it('may be killed mid-stream: the client sees it, we live on, and the next one serves', async () => {
    const stream = await openai.completions.create({ model: 'any', prompt: account, max_tokens: 200, stream: true });
    let pieces = 0;
    await assert.rejects(async () => {
      for await (const _ of stream) if (++pieces === 3) process.kill(engine.pid, 'SIGKILL');
    });
    assert.ok(pieces >= 3);
    assert.deepEqual(await engine.exited, { code: null, signal: 'SIGKILL' });
    await assert.rejects(openai.completions.create({ model: 'any', prompt: 'x' }), APIConnectionError);
    const killed = engine;
    engine = await startEngine({ modelPath: model.path, contextTokens: 2048 });
    openai = client(engine);
    assert.notEqual(engine.secret, killed.secret);
    const { choices } = await openai.completions.create({ model: 'any', prompt: account, max_tokens: 4 });
    assert.match(choices[0]!.text, /^balance;/);
  });

  it('goes when the process that started it is gone, even at work', async () => {
    const script = `
      import { startEngine } from ${JSON.stringify(new URL('../../server/engine/start.ts', import.meta.url).href)};
      const { url, secret } = await startEngine({ modelPath: ${JSON.stringify(model.path)}, contextTokens: 512 });
      process.stdout.write(JSON.stringify({ url, secret }));`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const orphan = client(JSON.parse(line.toString()) as Engine);
    const stream = await orphan.completions.create({ model: 'any', prompt: account, max_tokens: 200, stream: true });
    await assert.rejects(async () => {
      for await (const _ of stream) parent.kill('SIGKILL');
    });
    await assert.rejects(orphan.models.list(), APIConnectionError);
  });

  it('explains why it can’t start', async () => {
    const notes = join(mkdtempSync(join(tmpdir(), 'intramural-')), 'notes.gguf');
    writeFileSync(notes, 'these are no weights');
    const failure = async (options: Parameters<typeof startEngine>[0]) => {
      const error: unknown = await startEngine(options).catch(thrown => thrown);
      assert.ok(error instanceof CommandError && error.mend, String(error));
      return error.message;
    };
    assert.match(await failure({ modelPath: notes }), /notes\.gguf is no model .* no GGUF file/);
    assert.match(await failure({ modelPath: model.path, contextTokens: 40_000 }), /trained on 32768 tokens/);
  });
});
