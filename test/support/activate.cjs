// Loads and activates the bundle with a stub in the place of VS Code, and prints how long each took (milliseconds).
const Module = require('node:module');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Anything asked of it is another such thing; called or constructed, it gives one. */
const anything = () =>
  new Proxy(function stub() {}, {
    get: (_target, name) => {
      if (name === 'then') return undefined;
      if (name === Symbol.toPrimitive) return () => 'http://127.0.0.1:7411';
      if (name === 'get') return (_key, otherwise) => otherwise;
      return anything();
    },
    apply: () => anything(),
    construct: () => anything(),
    set: () => true,
  });

// Every name that VS Code's API has: the bundle copies them one by one.
const api = readFileSync(join(__dirname, '..', '..', 'node_modules', '@types', 'vscode', 'index.d.ts'), 'utf8');
const names = [...api.matchAll(/^\texport (?:namespace|class|enum) (\w+)/gm)].map(([, name]) => name);
const vscode = Object.fromEntries(names.map(name => [name, anything()]));
vscode.l10n = { t: sentence => sentence };
vscode.version = '1.101.0';

const original = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : original(name, ...rest));

const storage = mkdtempSync(join(tmpdir(), 'intramural-activate-'));
const context = {
  subscriptions: [],
  secrets: {
    get: async () => undefined,
    store: async () => undefined,
    delete: async () => undefined,
    onDidChange: () => ({ dispose: () => undefined }),
  },
  globalState: { get: (_key, otherwise) => otherwise, update: async () => undefined },
  workspaceState: { get: (_key, otherwise) => otherwise, update: async () => undefined },
  globalStorageUri: { fsPath: storage },
  extensionPath: storage,
  extension: { packageJSON: { version: '0.0.0' } },
};
const started = performance.now();
const { activate, deactivate } = require(process.argv[2]);
const loaded = performance.now();
activate(context);
const activated = performance.now();
process.stdout.write(JSON.stringify({ load: loaded - started, activate: activated - loaded }));
deactivate().finally(() => {
  rmSync(storage, { recursive: true, force: true });
  process.exit(0);
});
