import { appendFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Engine } from '../engine/engine.ts';
import { Recorder } from '../engine/recording.ts';

const { t } = vscode.l10n;
/** Characters below which a passphrase is no protection. */
const shortestPassphrase = 12;

/** Writes a session into a file that the person names; with content only where policy allows it and they agree. */
export class Recording implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #report: (message: string) => void;
  #stop: (() => void) | undefined;

  constructor(engine: Engine, report: (message: string) => void) {
    this.#engine = engine;
    this.#report = report;
  }

  /** Begins a recording, or ends the one that runs. */
  async toggle(): Promise<void> {
    if (this.#stop) {
      this.dispose();
      return;
    }
    const withContent = await this.#askForContent();
    if (withContent === undefined) return;
    const passphrase = withContent ? await askForPassphrase() : undefined;
    if (withContent && passphrase === undefined) return;
    const filters = { [t('Recordings')]: ['imrec'] };
    const target = await vscode.window.showSaveDialog({ title: t('Record the session into'), filters });
    if (target) await this.#begin(target.fsPath, passphrase);
  }

  dispose(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  async #begin(file: string, passphrase: string | undefined): Promise<void> {
    let writing = writeFile(file, '', { mode: 0o600 });
    const recorder = new Recorder(line => {
      writing = writing
        .then(() => appendFile(file, `${line}\n`))
        .catch(error => {
          // Once is enough: what comes after a gap could not be read back.
          if (!this.#stop) return;
          this.dispose();
          this.#report(`the recording could not be written (${(error as NodeJS.ErrnoException).code})`);
        });
    }, passphrase);
    this.#stop = this.#engine.onObservation(observation => recorder.observe(observation));
    await writing;
  }

  /** Undefined where the person has thought better of it. */
  async #askForContent(): Promise<boolean | undefined> {
    const allowed = this.#engine.rules.rules?.document.policy.recording?.content === true;
    const without = {
      label: t('Without content'),
      detail: t('What happened and when; cannot be replayed.'),
      content: false,
    };
    const within = {
      label: t('With content'),
      detail: t('Code and answers too, sealed under a passphrase.'),
      content: true,
    };
    const items = allowed ? [without, within] : [without];
    const placeHolder = allowed ? '' : t('The policy allows no recording with content.');
    return (await vscode.window.showQuickPick(items, { title: t('Record a session'), placeHolder }))?.content;
  }
}

function askForPassphrase(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Passphrase of the recording'),
    prompt: t('It is kept nowhere: without it the recording cannot be opened.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: value =>
      value.length >= shortestPassphrase ? undefined : t('At least {0} characters.', shortestPassphrase),
  });
}
