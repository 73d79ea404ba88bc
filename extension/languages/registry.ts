// Written by extension/write-registry.mjs (npm run build) from the folders beside this file.
import type { LanguagePack } from '../core/pack.ts';
import { pack as c } from './c/index.ts';
import { pack as cobol } from './cobol/index.ts';
import { pack as csharp } from './csharp/index.ts';
import { pack as go } from './go/index.ts';
import { pack as java } from './java/index.ts';
import { pack as json } from './json/index.ts';
import { pack as kotlin } from './kotlin/index.ts';
import { pack as python } from './python/index.ts';
import { pack as shell } from './shell/index.ts';
import { pack as sql } from './sql/index.ts';
import { pack as typescript } from './typescript/index.ts';
import { pack as xml } from './xml/index.ts';
import { pack as yaml } from './yaml/index.ts';

export const packs: readonly LanguagePack[] = [
  c,
  cobol,
  csharp,
  go,
  java,
  json,
  kotlin,
  python,
  shell,
  sql,
  typescript,
  xml,
  yaml,
];
