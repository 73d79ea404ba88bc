import type { ContextRules } from '../../context/rules.ts';
import { broughtIn } from './brought-in.ts';
import { programText } from './columns.ts';
import { hostVariables } from './host-variables.ts';

const name = '(?<name>[A-Za-z0-9][A-Za-z0-9-]*)';

export const context: ContextRules = {
  family: 'cobol',
  extensions: { cbl: 'cobol', cob: 'cobol', cobol: 'cobol', cpy: 'cobol', copy: 'cobol', pco: 'cobol', cpb: 'cobol' },
  hyphens: true,
  mask: programText,
  definitions: [
    { kind: 'type', pattern: new RegExp(`^\\s*PROGRAM-ID\\s*\\.?\\s*['"]?${name}`, 'i') },
    { kind: 'field', pattern: new RegExp(`^\\s*(?:0?[1-9]|[1-4]\\d|66|77|88)\\s+(?!FILLER\\b)${name}`, 'i') },
    { kind: 'field', pattern: new RegExp(`^\\s*(?:FD|SD)\\s+${name}`, 'i') },
    {
      kind: 'function',
      pattern: new RegExp(`^ {7,10}(?!(?:END|EXIT|GOBACK|STOP|ELSE)\\b)${name}(?:\\s+SECTION)?\\s*\\.\\s*$`, 'i'),
    },
  ],
  imports: line => {
    const copied = /(?:\bCOPY|\bINCLUDE)\s+['"]?([A-Za-z0-9][\w-]*)/i.exec(line)?.[1];
    return copied === undefined ? [] : [{ name: copied, path: copied }];
  },
  broughtIn,
  ownLines: hostVariables,
};
