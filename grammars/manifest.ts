import manifest from './manifest.json' with { type: 'json' };

/** A grammar and where it comes from; the digest pins the WebAssembly that goes into the extension. */
export interface Grammar {
  package: string;
  version: string;
  licence: string;
  wasm: string;
  sha256: string;
  /** Where one package holds several native grammars, the name of this one. */
  nativeExport?: string;
  /** A second check of our own scanner, in tests; not in the extension. */
  check?: boolean;
  /**
   * Kept in `grammars/wasm`, since installing the package would compile for minutes: taken as the package ships it, or built
   * by clang from its sources (with a split lexer where it is too large for one function). `build.mjs` does it again.
   */
  kept?: { built: 'package' | 'clang' | 'clang-split'; packageSha512: string; symbol?: string };
}

export const grammars: Readonly<Record<string, Grammar>> = manifest as Record<string, Grammar>;
