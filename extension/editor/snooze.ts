import * as vscode from 'vscode';

const { t } = vscode.l10n;
const minute = 60_000;

/** Quiet for a while; by hand one may ask all the same. */
export class Snooze implements vscode.Disposable {
  #until = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Milliseconds since the epoch; undefined while awake. */
  get until(): number | undefined {
    return this.#until > Date.now() ? this.#until : undefined;
  }

  async ask(): Promise<void> {
    const choices = [5, 15, 60].map(minutes => ({ label: t('{0} minutes', minutes), minutes }));
    const items = this.until ? [{ label: t('Wake up now'), minutes: 0 }, ...choices] : choices;
    const picked = await vscode.window.showQuickPick(items, { title: t('No suggestions for how long?') });
    if (picked) this.#sleep(picked.minutes * minute);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #sleep(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#until = Date.now() + milliseconds;
    this.#timer = setTimeout(this.#changed, milliseconds + 50);
    this.#changed();
  }
}
