import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { readRepositories, type SourceFile } from '../../../test/support/corpora.ts';
import { type CobolStructure, cobolStructure } from './structure.ts';

interface Source extends SourceFile {
  structure: CobolStructure;
  /** Columns 8 to 72 of each line that is no comment, in capitals. */
  lines: string[];
}

/** Lines, and what a plain reading of them finds: the ruler shares nothing with the scanner. */
describe('COBOL as others write it', function () {
  this.timeout(20_000);
  let sources: Source[];

  before(function () {
    const files = readRepositories(path => /\.(?:cbl|cpy|cob)$/i.test(path));
    // The sample repositories are not everywhere.
    if (!files) this.skip();
    sources = files.map(file => ({
      ...file,
      structure: cobolStructure(file.text),
      lines: file.text.split('\n').map(line => (/^.{6}[*/]/.test(line) ? '' : line.slice(7, 72).toUpperCase())),
    }));
  });

  /** What `read` finds on lines against what the structure has, file by file: shares that agree. */
  function compare(read: (source: Source) => string[], known: (structure: CobolStructure) => string[]): void {
    let [all, missing, surplus] = [0, 0, 0];
    const examples: string[] = [];
    for (const source of sources) {
      const left = known(source.structure).map(name => name.toUpperCase());
      for (const name of read(source)) {
        all++;
        const at = left.indexOf(name);
        if (at >= 0) left.splice(at, 1);
        else {
          missing++;
          examples.push(`${source.path}: ${name}`);
        }
      }
      surplus += left.length;
      examples.push(...left.map(name => `${source.path}: not ${name}`));
    }
    assert.ok(all > 50, `only ${all} to look for`);
    assert.ok(
      (missing + surplus) / all < 0.01,
      `${missing} and ${surplus} of ${all}\n${examples.slice(0, 12).join('\n')}`,
    );
  }

  const isCopybook = (path: string): boolean => /\.cpy$/i.test(path);
  const dividedAt = (lines: readonly string[]): number => {
    const at = lines.findIndex(line => /^ {0,3}PROCEDURE\s+DIVISION/.test(line));
    return at < 0 ? lines.length : at;
  };

  it('every program is handled', () => {
    for (const { path, structure } of sources.filter(({ path }) => /\.(?:cbl|cob)$/i.test(path))) {
      assert.ok(structure.programs.length > 0, path);
      assert.ok(
        structure.divisions.some(({ name }) => name === 'PROCEDURE'),
        path,
      );
    }
  });

  it('paragraphs', () => {
    compare(
      ({ path, lines }) =>
        lines
          .slice(isCopybook(path) ? 0 : dividedAt(lines) + 1)
          .flatMap(line => /^([A-Z0-9][A-Z0-9-]*) *\.\s*(?:$|[A-Z])/.exec(line)?.[1] ?? [])
          .filter(name => !/^(?:GOBACK|EXIT|CONTINUE)$/.test(name)),
      ({ paragraphs }) => paragraphs.map(({ name }) => name),
    );
  });

  it('data items', () => {
    compare(
      ({ lines }) =>
        lines
          .slice(0, dividedAt(lines))
          .flatMap(line => /^ *(?:0[1-9]|[1-4]\d|66|77|88) +([A-Z0-9:][A-Z0-9:-]*)/.exec(line)?.[1] ?? []),
      ({ dataItems }) => dataItems.map(({ name }) => name),
    );
  });

  it('copybooks', () => {
    compare(
      ({ lines }) => [
        ...lines.flatMap(line => /^\s*(?:.*\.\s+)?COPY +['"]?([A-Z0-9-]+)/.exec(line)?.[1] ?? []),
        ...[...lines.join(' ').matchAll(/\bEXEC +SQL +INCLUDE +([A-Z0-9-]+)/g)].map(([, name]) => name!),
      ],
      ({ copies }) => copies.map(({ name }) => name),
    );
  });

  it('called programs', () => {
    compare(
      ({ lines }) => lines.flatMap(line => /\bCALL +['"]([A-Z0-9-]+)['"]/.exec(line)?.[1] ?? []),
      ({ calls }) => calls.filter(({ literal }) => literal).map(({ name }) => name),
    );
  });
});
