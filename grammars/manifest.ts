import manifest from './manifest.json' with { type: 'json' };

/** A grammar as an official package ships it; the digest pins the WebAssembly that goes into the extension. */
export interface Grammar {
  package: string;
  version: string;
  licence: string;
  wasm: string;
  sha256: string;
  /** Where one package holds several native grammars, the name of this one. */
  nativeExport?: string;
}

export const grammars: Readonly<Record<string, Grammar>> = manifest;
