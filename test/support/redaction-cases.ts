import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleOf } from '../../server/redaction/rules/example.ts';

export interface MarkedCase {
  path: string;
  /** `«…»` stands around what must be found. */
  marked: string;
}

const folder = join(import.meta.dirname, '../unit/redaction/cases');

/** The cases of one file there: `=== path` begins a file, an empty line a case; from `⟦pattern⟧` a value is made, the same on every run. */
export function casesOf(name: string): MarkedCase[] {
  const files = readFileSync(join(folder, name), 'utf8').split(/^=== /m).slice(1);
  return files.flatMap(file => {
    const [path = '', ...lines] = file.split('\n');
    return lines
      .join('\n')
      .split(/\n{2,}/)
      .map(one => one.replace(/^\n+|\n+$/g, '').replace(/⟦(.*?)⟧/g, (_, pattern: string) => sampleOf(pattern, pattern)))
      .filter(marked => marked !== '')
      .map(marked => ({ path, marked }));
  });
}

export const caseFiles: readonly string[] = readdirSync(folder);
