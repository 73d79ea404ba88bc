import { programText } from './columns.ts';

/** What a COBOL source is made of, read line by line: no grammar reads mainframe sources whole. Lines count from 1. */

export interface Named {
  name: string;
  line: number;
}

export interface Section extends Named {
  division: string;
}

export interface Paragraph extends Named {
  /** Empty where it stands in no section. */
  section: string;
}

export interface DataItem extends Named {
  level: number;
  /** `FILLER` is an item without a name. */
  picture: string | undefined;
  /** Names of the groups it stands in, outermost first. */
  groups: readonly string[];
  redefines: string | undefined;
}

export type Replacement = readonly [from: string, to: string, where?: 'leading' | 'trailing'];

export interface Copy extends Named {
  /** Pairs of `REPLACING`, without pseudo-text marks, and which part of a word is meant where not the whole. */
  replacing: readonly Replacement[];
}

export interface Island extends Named {
  /** `name` is SQL, CICS or DLI. */
  endLine: number;
  text: string;
  /** Names after `:` in SQL. */
  hostVariables: readonly string[];
}

export interface CobolStructure {
  programs: Named[];
  divisions: Named[];
  sections: Section[];
  paragraphs: Paragraph[];
  dataItems: DataItem[];
  copies: Copy[];
  /** Targets of `CALL`: names of literals, and of identifiers that hold the name. */
  calls: (Named & { literal: boolean })[];
  performs: Named[];
  islands: Island[];
}

interface Token {
  text: string;
  line: number;
  /** Column in which it begins, from 1. */
  column: number;
}

const tokenPattern =
  /"(?:[^"\n]|"")*"?|'(?:[^'\n]|'')*'?|==|[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*|[.,;](?=\s|$)|:[A-Za-z]|[^\s]/g;
const areaB = 12;
/** Words that stand alone before a period and name no paragraph. */
const statements = new Set([
  'EXIT',
  'GOBACK',
  'CONTINUE',
  'STOP',
  'ELSE',
  'END-IF',
  'END-EVALUATE',
  'END-PERFORM',
  'END-READ',
  'END-WRITE',
  'END-EXEC',
  'END-STRING',
  'END-UNSTRING',
  'END-CALL',
  'END-SEARCH',
  'END-COMPUTE',
  'END-ADD',
  'END-SUBTRACT',
  'END-MULTIPLY',
  'END-DIVIDE',
  'END-START',
  'END-DELETE',
  'END-REWRITE',
  'END-RETURN',
  'END-ACCEPT',
  'END-DISPLAY',
  'DECLARATIVES',
]);

export function cobolStructure(text: string): CobolStructure {
  const structure: CobolStructure = {
    programs: [],
    divisions: [],
    sections: [],
    paragraphs: [],
    dataItems: [],
    copies: [],
    calls: [],
    performs: [],
    islands: [],
  };
  const program = programText(text);
  new Reader(tokensOf(program), structure).read();
  return structure;
}

function tokensOf(program: string): Token[] {
  const tokens: Token[] = [];
  program.split('\n').forEach((line, at) => {
    const code = /\*>/.test(line) ? line.slice(0, line.indexOf('*>')) : line;
    for (const match of code.matchAll(tokenPattern)) {
      tokens.push({ text: match[0], line: at + 1, column: match.index + 1 });
    }
  });
  return tokens;
}

class Reader {
  readonly #tokens: Token[];
  readonly #structure: CobolStructure;
  /** A sentence begins here: at the top, and behind each period. */
  #sentence = true;
  #division = '';
  #section = '';
  #at = 0;
  #groups: { level: number; name: string }[] = [];

  constructor(tokens: Token[], structure: CobolStructure) {
    this.#tokens = tokens;
    this.#structure = structure;
  }

  read(): void {
    while (this.#at < this.#tokens.length) {
      const token = this.#tokens[this.#at]!;
      if (token.text === '.') {
        this.#sentence = true;
        this.#at++;
        continue;
      }
      const word = token.text.toUpperCase();
      const before = this.#at;
      if (word === 'EXEC' || word === 'EXECUTE') this.#island();
      else if (word === 'COPY') this.#copy();
      else if (this.#sentence) this.#beginning(token, word);
      else this.#inside(word);
      if (this.#at === before) this.#at++;
      const last = this.#tokens[this.#at - 1]?.text.toUpperCase();
      // Among declarations an island needs no period.
      this.#sentence = last === '.' || (last === 'END-EXEC' && this.#division !== 'PROCEDURE');
    }
  }

  #word(ahead: number): string {
    return this.#tokens[this.#at + ahead]?.text.toUpperCase() ?? '';
  }

  #beginning(token: Token, word: string): void {
    const next = this.#word(1);
    const { line } = token;
    if (next === 'DIVISION') {
      this.#division = word;
      this.#section = '';
      this.#groups = [];
      this.#structure.divisions.push({ name: word, line });
      this.#at += 2;
    } else if (next === 'SECTION' && word !== 'EXIT') {
      this.#section = word;
      this.#groups = [];
      this.#structure.sections.push({ name: word, line, division: this.#division });
      this.#at += 2;
    } else if (word === 'PROGRAM-ID' || word === 'FUNCTION-ID' || word === 'CLASS-ID') {
      const named = this.#tokens[this.#at + (next === '.' ? 2 : 1)];
      if (named) this.#structure.programs.push({ name: unquoted(named.text).toUpperCase(), line: named.line });
      this.#at += next === '.' ? 3 : 2;
    } else if (/^\d{1,2}$/.test(word) && isLevel(Number(word)) && this.#inData()) this.#dataItem(token);
    else if (this.#isParagraph(token, word, next)) {
      this.#structure.paragraphs.push({ name: word, line, section: this.#section });
      this.#at++;
    } else this.#inside(word);
  }

  /** In the data division, or in a copybook, which names none. */
  #inData(): boolean {
    return this.#division === '' || this.#division === 'DATA';
  }

  #isParagraph(token: Token, word: string, next: string): boolean {
    if (next !== '.' || statements.has(word) || token.column >= areaB) return false;
    // A copybook of statements names no division; a number alone is a level there.
    if (this.#division === '') return /^[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?$/.test(word) && /[A-Z]/.test(word);
    return this.#division === 'PROCEDURE' && /^[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?$/.test(word);
  }

  #inside(word: string): void {
    const target = this.#tokens[this.#at + 1];
    if (word === 'CALL' && target) {
      const literal = /^["']/.test(target.text);
      this.#structure.calls.push({ name: unquoted(target.text).toUpperCase(), line: target.line, literal });
      this.#at += 2;
    } else if (word === 'PERFORM' && target && this.#namesParagraph(target.text.toUpperCase())) {
      this.#structure.performs.push({ name: target.text.toUpperCase(), line: target.line });
      this.#at += 2;
    }
  }

  /** `PERFORM name`, and not `PERFORM UNTIL …` or `PERFORM n TIMES`. */
  #namesParagraph(word: string): boolean {
    if (['UNTIL', 'VARYING', 'WITH', 'TEST', 'FOREVER'].includes(word) || !/^[A-Z0-9][A-Z0-9-]*$/.test(word))
      return false;
    return this.#word(2) !== 'TIMES' && !(/^\d+$/.test(word) && this.#word(2) === 'TIMES');
  }

  #dataItem(token: Token): void {
    const level = Number(token.text);
    let at = this.#at + 1;
    const first = this.#tokens[at]?.text.toUpperCase() ?? '.';
    const hasName =
      first !== '.' &&
      !['PIC', 'PICTURE', 'VALUE', 'REDEFINES', 'OCCURS', 'USAGE', 'COMP', 'COMP-3', 'COPY'].includes(first);
    const name = hasName ? first : 'FILLER';
    if (hasName) at++;
    let picture: string | undefined;
    let redefines: string | undefined;
    while (at < this.#tokens.length && this.#tokens[at]!.text !== '.') {
      const word = this.#tokens[at]!.text.toUpperCase();
      if (word === 'COPY' || word === 'EXEC') break;
      if (word === 'REDEFINES') redefines = this.#tokens[at + 1]?.text.toUpperCase();
      if (word === 'PIC' || word === 'PICTURE') {
        const from = this.#tokens[at + 1]?.text.toUpperCase() === 'IS' ? at + 2 : at + 1;
        picture = this.#pictureFrom(from);
      }
      at++;
    }
    while (this.#groups.length > 0 && (level === 77 || this.#groups.at(-1)!.level >= level) && level !== 88)
      this.#groups.pop();
    const groups = this.#groups.map(group => group.name).filter(group => group !== 'FILLER');
    this.#structure.dataItems.push({ name, line: token.line, level, picture, groups, redefines });
    if (level < 50) this.#groups.push({ level, name });
    this.#at = at;
  }

  /** A picture's pieces (`S9(11)`, `V99`) stand together without white space. */
  #pictureFrom(from: number): string {
    let picture = '';
    let end = 0;
    for (let at = from; at < this.#tokens.length; at++) {
      const { text, line, column } = this.#tokens[at]!;
      if (text === '.' || (picture !== '' && (column !== end || line !== this.#tokens[from]!.line))) break;
      picture += text.toUpperCase();
      end = column + text.length;
    }
    return picture;
  }

  #copy(): void {
    const target = this.#tokens[this.#at + 1];
    if (!target || target.text === '.') return;
    let at = this.#at + 2;
    const replacing: Replacement[] = [];
    while (at < this.#tokens.length && this.#tokens[at]!.text !== '.') {
      if (this.#tokens[at]!.text.toUpperCase() === 'REPLACING') at = this.#replacing(at + 1, replacing);
      else if (['OF', 'IN', 'SUPPRESS'].includes(this.#tokens[at]!.text.toUpperCase()) || at === this.#at + 3) at++;
      else break;
    }
    this.#structure.copies.push({ name: unquoted(target.text).toUpperCase(), line: target.line, replacing });
    this.#at = at;
  }

  #replacing(from: number, pairs: Replacement[]): number {
    let at = from;
    const operand = (): string | undefined => {
      if (this.#tokens[at]?.text !== '==') return this.#tokens[at]?.text === '.' ? undefined : this.#tokens[at++]?.text;
      const start = ++at;
      while (at < this.#tokens.length && this.#tokens[at]!.text !== '==') at++;
      const text = this.#tokens
        .slice(start, at)
        .map(token => token.text)
        .join('');
      at++;
      return text;
    };
    for (;;) {
      const part = this.#tokens[at]?.text.toLowerCase();
      const where = part === 'leading' || part === 'trailing' ? part : undefined;
      if (where) at++;
      const target = operand();
      if (target === undefined || this.#tokens[at]?.text.toUpperCase() !== 'BY') return at;
      at++;
      const to = operand() ?? '';
      pairs.push(where ? [target, to, where] : [target, to]);
      if (this.#tokens[at]?.text === ',') at++;
      if (at >= this.#tokens.length || this.#tokens[at]!.text === '.') return at;
    }
  }

  #island(): void {
    const start = this.#tokens[this.#at]!;
    const kind = this.#word(1);
    let end = this.#at + 2;
    while (end < this.#tokens.length && this.#tokens[end]!.text.toUpperCase() !== 'END-EXEC') end++;
    const inside = this.#tokens.slice(this.#at + 2, end);
    const hostVariables: string[] = [];
    inside.forEach(({ text }, at) => {
      const first = /^:([A-Za-z])$/.exec(text)?.[1];
      if (kind === 'SQL' && first !== undefined) {
        const rest = inside[at + 1];
        const joined =
          rest && rest.column === inside[at]!.column + 2 && /^[A-Za-z0-9-]/.test(rest.text) ? rest.text : '';
        hostVariables.push((first + joined).toUpperCase());
      }
    });
    const text = inside.map(token => token.text).join(' ');
    this.#structure.islands.push({
      name: kind,
      line: start.line,
      endLine: this.#tokens[Math.min(end, this.#tokens.length - 1)]!.line,
      text,
      hostVariables,
    });
    if (kind === 'SQL' && inside[0]?.text.toUpperCase() === 'INCLUDE' && inside[1]) {
      this.#structure.copies.push({
        name: unquoted(inside[1].text).toUpperCase(),
        line: inside[1].line,
        replacing: [],
      });
    }
    this.#at = end + 1;
  }
}

function isLevel(level: number): boolean {
  return (level >= 1 && level <= 49) || level === 66 || level === 77 || level === 78 || level === 88;
}

function unquoted(text: string): string {
  return text.replace(/^["']|["']$/g, '');
}
