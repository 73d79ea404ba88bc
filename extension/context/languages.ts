import type { Lexical } from '../core/lexical.ts';
import type { LanguagePack } from '../core/pack.ts';
import type { ContextRules } from './rules.ts';

/** What the index must know of a file's language to read it. */
export interface ContextLanguage {
  /** VS Code language id. */
  id: string;
  lexical: Lexical;
  rules: ContextRules;
}

/** Finds the language of a file by its name, and of a document by its language id. */
export class ContextLanguages {
  readonly #byExtension = new Map<string, ContextLanguage>();
  readonly #byId = new Map<string, ContextLanguage>();

  constructor(packs: readonly LanguagePack[]) {
    for (const pack of packs) {
      if (!pack.context) continue;
      for (const id of pack.languageIds) this.#byId.set(id, { id, lexical: pack.lexical, rules: pack.context });
      for (const [extension, id] of Object.entries(pack.context.extensions)) {
        this.#byExtension.set(extension, { id, lexical: pack.lexical, rules: pack.context });
      }
    }
  }

  /** Undefined for files that are not program text we know. */
  ofPath(path: string): ContextLanguage | undefined {
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    const dot = name.lastIndexOf('.');
    return this.#byExtension.get(dot < 0 ? name : name.slice(dot + 1));
  }

  ofDocument(document: { languageId: string; path: string }): ContextLanguage | undefined {
    return this.#byId.get(document.languageId) ?? this.ofPath(document.path);
  }
}
