import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 } from 'uuid';
import * as vscode from 'vscode';
import type { ReadWasm } from '../../grammars/web.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { contextRoom } from '../core/window.ts';
import { systemClock } from '../engine/clock.ts';
import { Engine } from '../engine/engine.ts';
import { EnteredCharacters } from '../engine/entered.ts';
import { IndexFile } from '../engine/index-file.ts';
import { Outbox } from '../engine/outbox.ts';
import { OutboxFile } from '../engine/outbox-file.ts';
import { modelOf } from '../engine/rules.ts';
import { SyntaxTrees } from '../engine/syntax.ts';
import { TelemetryObserver } from '../engine/telemetry.ts';
import { TransportError } from '../engine/transport.ts';
import { WorkspaceContext } from '../engine/workspace-context.ts';
import { type Actions, menuCommand, registerCommands } from './commands.ts';
import { contextPage } from './context-page.ts';
import { diagnose } from './diagnosis.ts';
import { countEntered } from './entered.ts';
import { LastExplained, Pages } from './explanation.ts';
import { FirstLook } from './first-look.ts';
import { followSessions } from './follow-sessions.ts';
import { Provider } from './provider.ts';
import { ProxyLink, readCa } from './proxy-link.ts';
import { Recording } from './record.ts';
import { followAccepts, RetentionWatch } from './retention.ts';
import { affectsConnection, settings } from './settings.ts';
import { SignIn } from './sign-in.ts';
import { SingleSignOn } from './single-sign-on.ts';
import { Snooze } from './snooze.ts';
import { StatusBar } from './status-bar.ts';
import { Typing } from './typing.ts';
import { WorkspaceIndexer } from './workspace-index.ts';

const { t } = vscode.l10n;
const enabledKey = 'enabled';
const indexKey = 'intramural.indexKey';
const longestSend = 30_000;

/** Puts the parts together. Nothing here waits, and no code is sent before the first suggestion is wanted. */
export function start(context: vscode.ExtensionContext): { stop: () => Promise<void> } {
  const log = vscode.window.createOutputChannel('Intramural', { log: true });
  const sessionId = v7();
  const { version } = context.extension.packageJSON as { version: string };
  const sso = new SingleSignOn(context, async () => (await import('../engine/sso-parts.ts')).ssoParts(await readCa()));
  const link = new ProxyLink(new SignIn(context.secrets, context.globalState, sso), version);
  const readWasm: ReadWasm = file => readFile(join(context.extensionPath, 'dist', 'extension', 'grammars', file));
  const indexer = new WorkspaceIndexer({
    rules: () => {
      const { rules } = engine.rules;
      if (!rules) return undefined;
      const { policy } = rules.document;
      const wanted = contextRoom(policy, modelOf(rules, settings.model()), Number.POSITIVE_INFINITY) > 0;
      return { exclusions: [...policy.exclude.paths, ...settings.exclude()], wanted };
    },
    file: savedIndex(context),
    progress: (done, all) => statusBar.indexing(done, all),
    warn: message => log.warn(message),
  });
  const workspaceContext = new WorkspaceContext(indexer);
  const engine: Engine = new Engine({
    transport: link,
    clock: systemClock,
    random: Math.random,
    newId: v7,
    sessionId,
    syntax: new SyntaxTrees(new WebGrammars(readWasm), grammar => log.warn(`grammar ${grammar} could not be loaded`)),
    context: workspaceContext,
    model: settings.model,
  });
  const statusBar = new StatusBar(menuCommand);
  indexer.start();

  const store = new OutboxFile(context.globalStorageUri.fsPath, sessionId, systemClock);
  const outbox = new Outbox({
    store,
    send: batch => link.telemetry(batch, AbortSignal.timeout(longestSend)),
    clock: systemClock,
    random: Math.random,
    report: message => log.warn(message),
  });
  const telemetry = new TelemetryObserver({
    clock: systemClock,
    sessionId,
    editor: vscode.env.appName,
    editorVersion: vscode.version,
    extensionVersion: version,
    enabled: () => settings.telemetry() && engine.rules.rules?.document.policy.telemetry.enabled === true,
    mayFollow: () => settings.telemetry() && engine.rules.rules?.document.policy.telemetry.enabled !== false,
    arm: () => engine.rules.rules?.document.arm,
    newId: v7,
    add: event => outbox.add(event),
  });
  const entered = new EnteredCharacters(systemClock, window => telemetry.entered(window));
  void outbox.open();

  const retention = new RetentionWatch(
    context.workspaceState,
    { clock: systemClock, tell: (...observed) => telemetry.retained(...observed) },
    suggestionId => typing.startOf(suggestionId),
  );
  const typing: Typing = new Typing(engine, (event, accepted) => countEntered(entered, engine, event, accepted));

  const pages = new Pages(() => link.consoleAddress);
  const explained = new LastExplained();
  const recording = new Recording(engine, message => log.warn(message));
  const snooze = new Snooze(() => showPause());
  const showPause = (): void => {
    if (!isEnabled()) statusBar.off(t('switched off'));
    else if (snooze.until) statusBar.off(t('snoozed until {0}', new Date(snooze.until).toLocaleTimeString()));
    else statusBar.off(undefined);
  };
  const isEnabled = (): boolean => context.globalState.get(enabledKey, true);
  const setEnabled = async (enabled: boolean): Promise<void> => {
    await context.globalState.update(enabledKey, enabled);
    showPause();
    if (!enabled) await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
  };
  const reconnect = async (): Promise<void> => {
    engine.reset();
    await link.reconnect();
    statusBar.fault(link.fault);
  };
  const askAgain = async (): Promise<void> => {
    await reconnect();
    if (isEnabled() && vscode.workspace.isTrusted) await engine.rules.keepFresh();
  };
  const actions: Actions = {
    isEnabled,
    enable: () => setEnabled(true),
    disable: () => setEnabled(false),
    signIn: async () => {
      if (await link.signIn()) await reconnect();
      await engine.rules.keepFresh();
    },
    signOut: async () => {
      await link.signOut();
      await reconnect();
      engine.connection.failed(new TransportError('signed-out', t('Signed out.')));
    },
    openConsole: () => link.openConsole(),
    showLog: () => log.show(),
    retry: () => engine.connection.retryNow(),
    explain: () => pages.show(t('Why'), explained.text(engine.follower.current?.life), explained.auditId),
    showContext: () => pages.show(t('Context'), contextPage(engine, workspaceContext)),
    snooze: () => snooze.ask(),
    diagnose: async () => pages.show(t('Connection'), await diagnose(link, outbox)),
    record: () => recording.toggle(),
    accepted: id => typing.accepted(id),
  };

  let logged = 'ready';
  showPause();
  statusBar.fault(link.fault);
  const provider = new Provider({
    engine,
    typing,
    pausedBy: () => (isEnabled() ? (snooze.until ? 'snoozed' : undefined) : 'disabled'),
    onCall: call => statusBar.calling(call),
  });
  context.subscriptions.push(
    log,
    typing,
    sso,
    retention,
    followAccepts(engine, retention),
    statusBar,
    pages,
    recording,
    indexer,
    snooze,
    { dispose: engine.onObservation(observation => telemetry.observe(observation)) },
    { dispose: engine.onObservation(observation => explained.observe(observation)) },
    {
      dispose: engine.onObservation(observation => {
        if (observation.kind !== 'result') return;
        const { result } = observation;
        const reason = result.kind === 'offered' ? result.suggestion.source : result.reason;
        log.debug(`${result.trace.languageId} ${result.trace.trigger}: ${result.kind} ${reason}`);
        if (result.kind === 'failed') log.warn(result.message);
      }),
    },
    {
      dispose: engine.connection.onChange(state => {
        statusBar.connection(state);
        // Each try finds the same while the proxy is away: one line is enough.
        const words = state.kind === 'ready' ? 'ready' : `${state.kind}: ${state.message}`;
        if (words !== logged) log.info(words);
        logged = words;
      }),
    },
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (affectsConnection(event)) void askAgain();
    }),
    ...registerCommands(actions, () => statusBar),
    followSessions({
      secrets: context.secrets,
      isToken: key => link.isToken(key),
      isSignedOut: () => engine.connection.state.kind === 'signed-out',
      changed: askAgain,
    }),
    new FirstLook(
      document => isEnabled() && settings.enabled(document),
      () => engine.rules.keepFresh(),
    ),
    link,
  );
  return {
    stop: async () => {
      entered.flush();
      engine.dispose();
      await retention.close();
      store.dispose();
      await outbox.close();
    },
  };
}

/** The index of this workspace, sealed under a key in the platform's secret storage. Nowhere without a workspace. */
function savedIndex({ storageUri, secrets }: vscode.ExtensionContext): IndexFile | undefined {
  if (storageUri?.scheme !== 'file') return undefined;
  return new IndexFile(join(storageUri.fsPath, 'index.bin'), async () => {
    const known = await secrets.get(indexKey);
    if (known !== undefined) return Buffer.from(known, 'base64');
    const fresh = randomBytes(32);
    await secrets.store(indexKey, fresh.toString('base64'));
    return fresh;
  });
}
