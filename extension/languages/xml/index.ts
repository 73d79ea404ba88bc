import type { LanguagePack } from '../../core/pack.ts';
import { plainPack } from '../../core/plain-pack.ts';

/**
 * XML that configures a program: MyBatis mappers, Spring, Maven. It is completed as plain text, but its words are names of
 * the program's, and SQL in it is SQL. Other files' context shows none of it: what is in an XML file is said once.
 */
export const pack: LanguagePack = {
  ...plainPack,
  name: 'XML',
  languageIds: ['xml'],
  lexical: { ...plainPack.lexical, lineComments: [], blockComments: [['<!--', '-->']] },
  context: { family: 'jvm', extensions: {}, definitions: [] },
};
