import { enclosingContext } from '../../extension/engine/collect.ts';
import type { Ask } from '../../extension/engine/decide.ts';
import { Engine, type EngineParts, type Observation } from '../../extension/engine/engine.ts';
import type { Result } from '../../extension/engine/result.ts';
import { SyntaxTrees } from '../../extension/engine/syntax.ts';
import { packs } from '../../extension/languages/registry.ts';
import { readFromPackages } from '../../grammars/packages.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { FakeTransport } from './fake-transport.ts';

const syntax = new SyntaxTrees(new WebGrammars(readFromPackages), (grammar, error) => {
  throw new Error(`grammar ${grammar}`, { cause: error });
});

// Loaded before any test: a fake clock does not wait for files.
for (const { languageIds } of packs) for (const language of languageIds) await syntax.load(language);

/** An engine with a fake proxy and a fake clock, and hands that type into one document as VS Code would tell it. */
export class Typist {
  readonly clock = new FakeClock();
  readonly transport = new FakeTransport();
  readonly observations: Observation[] = [];
  readonly engine: Engine;
  prefix: string;
  suffix: string;
  readonly languageId: string;
  #ids = 0;
  #token: AbortController | undefined;

  constructor(languageId: string, text: string, parts: Partial<EngineParts> = {}) {
    const [prefix, suffix] = text.split('█') as [string, string];
    this.languageId = languageId;
    this.prefix = prefix;
    this.suffix = suffix;
    this.engine = new Engine({
      transport: this.transport,
      clock: this.clock,
      random: () => 0.5,
      newId: () => `id-${this.#ids++}`,
      sessionId: 'session',
      syntax,
      context: enclosingContext,
      ...parts,
    });
    this.engine.onObservation(observation => this.observations.push(observation));
  }

  get requests(): number {
    return this.transport.exchanges.length;
  }

  /** What VS Code does after each change: cancel the last call, and ask again. */
  ask(options: Partial<Ask> = {}): Promise<Result> {
    this.#token?.abort();
    this.#token = new AbortController();
    const { prefix, suffix, languageId } = this;
    const place = { prefix, suffix, languageId, path: 'src/File' };
    const ask: Ask = { documentId: 'doc', place, trigger: 'automatic', lengthMode: 'auto', ...options };
    return this.engine.complete(ask, this.#token.signal);
  }

  /** Asks, and lets time pass until the call has ended. */
  async see(options: Partial<Ask> = {}): Promise<Result> {
    const call = this.ask(options);
    let result: Result | undefined;
    void call.then(value => {
      result = value;
    });
    for (let waited = 0; waited < 100 && !result; waited++) await this.clock.advance(20);
    if (!result) throw new Error('the call did not end');
    return result;
  }

  /** What is shown, or undefined. */
  async shown(options: Partial<Ask> = {}): Promise<string | undefined> {
    const result = await this.see(options);
    return result.kind === 'offered' ? result.suggestion.text : undefined;
  }

  type(text: string): void {
    this.prefix += text;
    this.engine.typed('doc', text);
  }

  deleteBack(characters: number): void {
    this.prefix = this.prefix.slice(0, -characters);
    this.engine.follower.deleted('doc', characters);
  }

  /** Tab: the text goes in, then the item's command runs. */
  accept(suggestion: { id: string; text: string; replaceSuffixLength: number }): void {
    this.prefix += suggestion.text;
    this.suffix = this.suffix.slice(suggestion.replaceSuffixLength);
    this.engine.typed('doc', suggestion.text);
    this.engine.follower.accepted(suggestion.id);
  }

  settle(): Promise<void> {
    return settle();
  }
}
