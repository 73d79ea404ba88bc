import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { v7 } from 'uuid';
import { collectContext } from '../../extension/context/collect.ts';
import { ContextLanguages } from '../../extension/context/languages.ts';
import { WorkspaceIndex } from '../../extension/context/workspace-index.ts';
import { windowBudget } from '../../extension/core/window.ts';
import { systemClock } from '../../extension/engine/clock.ts';
import { deflateCodec } from '../../extension/engine/deflate-codec.ts';
import { Engine } from '../../extension/engine/engine.ts';
import { OutboxFile } from '../../extension/engine/outbox-file.ts';
import { ProxyTransport } from '../../extension/engine/proxy-transport.ts';
import { SyntaxTrees } from '../../extension/engine/syntax.ts';
import { TelemetryObserver } from '../../extension/engine/telemetry.ts';
import { languageOf } from '../../extension/headless/language-of.ts';
import { packs } from '../../extension/languages/registry.ts';
import { readFromPackages } from '../../grammars/packages.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { AuditSearch } from '../../server/audit/search/search.ts';
import { Matcher } from '../../server/redaction/restore/matcher.ts';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import type { Database } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openStore } from '../../telemetry/store/store.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { formsOf, type PlantedFile, plantedWorkspace } from '../support/planted-workspace.ts';

/**
 * A model that plays the enemy: it keeps every prompt, and answers with what it hopes will be written down. The editor's engine asks it
 * through the real gateway, over a workspace full of secrets. Afterwards every secret is searched for, in every form, in everything
 * that left the editor's process or was written to disk. `npm run test:soak` plants them all.
 */
const soak = process.env.SOAK === '1';
const planted = soak ? 2400 : 240;
/** Cursor places in each file. */
const places = soak ? 8 : 4;

const seed = Number(process.env.SEED ?? 4);

describe(`a hostile model, and ${planted} planted secrets (seed ${seed})`, function () {
  this.timeout(soak ? 1_800_000 : 120_000);
  let model: ModelServer;
  let gateway: TestGateway;
  let folder: string;
  let files: PlantedFile[];
  let metrics = '';
  const errors: string[] = [];
  const events: SuggestionEvent[] = [];
  let asked = 0;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-hostile-'));
    files = plantedWorkspace(planted, seed);
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, 'workspace', path)), { recursive: true });
      writeFileSync(join(folder, 'workspace', path), text);
    }
    model = await startModelServer();
    // It repeats what it was shown, breaks off in error with it, and makes forms of it.
    model.script(({ body: { prompt } }) => {
      const tail = prompt.slice(-160);
      if (prompt.length % 11 === 0) return { pieces: [tail.slice(0, 40)], fault: { kind: 'cut', after: 1 } };
      if (prompt.length % 13 === 0) return { pieces: [], fault: { kind: 'status', status: 500 } };
      return { pieces: [tail.slice(0, 60), Buffer.from(tail).toString('base64'), '\n', encodeURIComponent(tail)] };
    });
    gateway = await startGateway({ models: { m: model.url } });
    await ask();
    metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
  });
  after(async () => {
    await gateway?.stop();
    await model?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The engine of the editor at places all over the workspace, with the context that it collects there. */
  async function ask(): Promise<void> {
    const index = new WorkspaceIndex(new ContextLanguages(packs), { codec: deflateCodec });
    for (const { path, text } of files) if (index.languages.ofPath(path)) index.set(path, text);
    const sessionId = v7();
    const transport = new ProxyTransport({ origin: gateway.origin, token: gateway.token, clientVersion: '0.0.1' });
    const engine = new Engine({
      transport,
      clock: systemClock,
      random: Math.random,
      newId: v7,
      sessionId,
      syntax: new SyntaxTrees(new WebGrammars(readFromPackages), () => undefined),
      context: {
        version: () => '1',
        items: async (situation, _window, characters) => {
          const { prefix, suffix, path } = situation;
          const document = { path, text: prefix + suffix, languageId: situation.languageId };
          const budget = Math.floor(characters / 4);
          return collectContext(
            { document, offset: prefix.length, budget, window: windowBudget(4096), isExcluded: () => false },
            index,
          ).items;
        },
      },
    });
    const store = new OutboxFile(join(folder, 'storage'), sessionId, systemClock);
    mkdirSync(join(folder, 'storage'), { recursive: true });
    const telemetry = new TelemetryObserver({
      clock: systemClock,
      sessionId,
      editor: 'test',
      editorVersion: '1',
      extensionVersion: '0.0.1',
      enabled: () => true,
      mayFollow: () => true,
      arm: () => undefined,
      newId: v7,
      add: event => events.push(event),
    });
    engine.onObservation(observation => telemetry.observe(observation));
    for (const [number, { path, text, cursors }] of files.entries()) {
      for (const cursor of cursors(places)) {
        const place = { prefix: text.slice(0, cursor), suffix: text.slice(cursor), path, languageId: languageOf(path) };
        const result = await engine.complete(
          { documentId: path, place, trigger: 'manual', lengthMode: 'auto' },
          new AbortController().signal,
        );
        asked++;
        if (result.kind === 'failed') errors.push(result.message);
        errors.push(JSON.stringify(result.trace.head ?? null));
        // Whatever another client puts into the fields that the editor keeps short.
        if (number % 7 !== 0) continue;
        const response = await gateway.post(strayed(files[number]!));
        const said = await response.text();
        // An answer may hold the user's own value again; what is refused may not.
        if (response.status !== 200) errors.push(said);
      }
    }
    await store.append(events);
    engine.dispose();
    transport.dispose();
  }

  /** A request with a secret where none belongs: path, repository, user, stop, kinds. */
  function strayed({ text, secrets }: PlantedFile): object {
    const line = text.split('\n').find(one => one.includes(secrets[0]!))!;
    return {
      model: 'm',
      prompt: 'int n = ',
      stop: [line.slice(0, 100)],
      user: line,
      intramural: {
        document: { path: `src/${line}`, language: 'java', repository: line },
        context: [{ kind: 'similar', path: line, language: 'java', text: line }],
      },
    };
  }

  /** Which secrets stand in a text, in whatever form. */
  function searcher(): (text: string) => string[] {
    const forms = files.flatMap(({ secrets }) =>
      secrets.flatMap(secret => formsOf(secret).map(form => [form, secret])),
    );
    const matcher = new Matcher(forms.map(([form]) => form!));
    return text => {
      const found = new Set<string>();
      matcher.visit(text, number => {
        found.add(forms[number]![1]!);
        return false;
      });
      return [...found];
    };
  }

  it('gets prompts, many and long, so that there is something to search', () => {
    const secrets = files.reduce((sum, file) => sum + file.secrets.length, 0);
    assert.ok(secrets >= planted, `${secrets} secrets`);
    assert.ok(model.requests.length >= asked / 3, `${model.requests.length} prompts for ${asked} questions`);
    const length = model.requests.reduce((sum, { raw }) => sum + raw.length, 0);
    assert.ok(length > planted * 500, `${length} characters of prompts`);
    assert.ok(
      model.requests.some(({ raw }) => raw.includes('file_sep')),
      'context of other files',
    );
  });

  it('would be caught: the search finds a secret in each of its forms', () => {
    const search = searcher();
    const [secret] = files[0]!.secrets;
    for (const form of formsOf(secret!)) assert.deepEqual(search(`.${form}.`), [secret]);
    for (const shift of ['', 'a', 'ab'])
      assert.deepEqual(search(Buffer.from(`${shift}${secret} and more`).toString('base64')), [secret]);
  });

  it('finds no secret in any prompt', () => {
    const search = searcher();
    const found = model.requests.flatMap(({ raw, headers, body }) =>
      search(`${raw}\n${JSON.stringify(headers)}\n${body.prompt}`),
    );
    assert.deepEqual([...new Set(found)], []);
  });

  it('leaves none in logs, metrics, errors, the audit log or telemetry', async () => {
    const search = searcher();
    assert.deepEqual(search(gateway.log()), [], 'log');
    assert.deepEqual(search(metrics), [], 'metrics');
    assert.deepEqual(search(errors.join('\n')), [], 'errors and heads');
    assert.ok((await gateway.records()).length >= asked / 2, 'audit records');
    let read = 0;
    for (const root of [gateway.home, join(folder, 'storage')]) {
      for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        read++;
        assert.deepEqual(search(readFileSync(join(entry.parentPath, entry.name), 'latin1')), [], entry.name);
      }
    }
    assert.ok(read >= 3, `${read} files`);
  });

  it('leaves none in the telemetry store or in the index over the audit log', async () => {
    await gateway.records();
    const search = searcher();
    const stored = join(folder, 'stored');
    mkdirSync(stored);
    let contents = '';

    const telemetry = await openDuckDB({ file: join(stored, 'telemetry.duckdb') });
    const store = await openStore({ database: telemetry, timeZone: 'UTC' });
    const submitted = events.map((event, index) => ({ index, event }));
    const sender = { user: 'u1', team: 'Payments', receivedAt: Date.now() };
    const { accepted } = await store.ingest({ ...sender, events: submitted });
    assert.ok(accepted > 0, 'events in the store');
    contents += await rowsOf(telemetry);
    await store.close();

    const indexed = await openDuckDB({ file: join(stored, 'audit-search.duckdb') });
    const log = { writer: 'gateway', directory: join(gateway.home, 'audit', 'gateway') };
    await (await AuditSearch.open(indexed, [log])).refresh();
    contents += await rowsOf(indexed);
    await indexed.close();

    assert.match(contents, /assigned-password/, 'findings in the index');
    for (const name of readdirSync(stored)) contents += readFileSync(join(stored, name), 'latin1');
    assert.deepEqual(search(contents), []);
  });

  /** Every row of every table: in its file a database may have packed what it holds. */
  async function rowsOf(database: Database): Promise<string> {
    let rows = '';
    for (const { name } of await database.query('SELECT table_name AS name FROM information_schema.tables'))
      rows += (await database.query(`SELECT * FROM "${name}"`)).map(row => `${JSON.stringify(row)}\n`).join('');
    return rows;
  }
});
