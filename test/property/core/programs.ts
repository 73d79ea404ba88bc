import fc from 'fast-check';

/** Small programs, as people indent them, for properties about holes in code. */

const name = fc.constantFrom('account', 'amount', 'total', 'rates', 'ledger', 'x');
const call = fc.tuple(name, name, name).map(([object, method, argument]) => `${object}.${method}(${argument})`);
const expression = fc.oneof(
  name,
  call,
  fc.tuple(name, call).map(([left, right]) => `${left} + ${right}`),
  fc.constantFrom('"a (b"', '1 + (2 * 3)', 'f(g(1), [2, 3])'),
);

interface Style {
  end: string;
  open: (head: string) => string;
  close: string | undefined;
  heads: fc.Arbitrary<string>;
  assign: (target: string, value: string) => string;
}

const styles: Record<'java' | 'typescript' | 'python' | 'go', Style> = {
  java: {
    end: ';',
    open: head => `${head} {`,
    close: '}',
    heads: fc.oneof(
      expression.map(test => `if (${test})`),
      name.map(one => `for (int ${one} : all)`),
    ),
    assign: (target, value) => `${target} = ${value}`,
  },
  typescript: {
    end: ';',
    open: head => `${head} {`,
    close: '}',
    heads: fc.oneof(
      expression.map(test => `if (${test})`),
      name.map(one => `for (const ${one} of all)`),
    ),
    assign: (target, value) => `const ${target} = ${value}`,
  },
  go: {
    end: '',
    open: head => `${head} {`,
    close: '}',
    heads: fc.oneof(
      name.map(test => `if ${test}`),
      name.map(one => `for _, ${one} := range all`),
    ),
    assign: (target, value) => `${target} := ${value}`,
  },
  python: {
    end: '',
    open: head => `${head}:`,
    close: undefined,
    heads: fc.oneof(
      expression.map(test => `if ${test}`),
      name.map(one => `for ${one} in all`),
    ),
    assign: (target, value) => `${target} = ${value}`,
  },
};

export type ProgramLanguage = keyof typeof styles;
export const programLanguages = Object.keys(styles) as ProgramLanguage[];

/** The body of a function, as lines with the given indentation. */
function body(style: Style, depth: number, unit: string): fc.Arbitrary<string[]> {
  const indent = unit.repeat(depth);
  const simple = fc.oneof(
    call.map(one => `${indent}${one}${style.end}`),
    fc.tuple(name, expression).map(([target, value]) => `${indent}${style.assign(target, value)}${style.end}`),
  );
  const line = simple.map(one => [one]);
  if (depth >= 3) return fc.array(line, { minLength: 1, maxLength: 3 }).map(groups => groups.flat());
  const block = fc
    .tuple(
      style.heads,
      fc.constant(null).chain(() => body(style, depth + 1, unit)),
    )
    .map(([head, inner]) => [
      indent + style.open(head),
      ...inner,
      ...(style.close === undefined ? [] : [indent + style.close]),
    ]);
  const statement = fc.oneof({ weight: 3, arbitrary: line }, { weight: 1, arbitrary: block });
  return fc.array(statement, { minLength: 1, maxLength: 5 }).map(groups => groups.flat());
}

const frames: Record<ProgramLanguage, [head: string[], tail: string[], depth: number, unit: string]> = {
  java: [['class Bank {', '    void run() {'], ['    }', '}', ''], 2, '    '],
  typescript: [['function run() {'], ['}', ''], 1, '  '],
  go: [['package bank', '', 'func run() {'], ['}', ''], 1, '\t'],
  python: [['def run():'], ['', '', 'def stop():', '    pass', ''], 1, '    '],
};

export interface Program {
  language: ProgramLanguage;
  text: string;
}

export const program: fc.Arbitrary<Program> = fc.constantFrom(...programLanguages).chain(language => {
  const [head, tail, depth, unit] = frames[language];
  return body(styles[language], depth, unit).map(inner => ({
    language,
    text: [...head, ...inner, ...tail].join('\n'),
  }));
});

export interface Hole extends Program {
  prefix: string;
  suffix: string;
  /** What was there. */
  truth: string;
  /** The truth, and on over what follows it. */
  answer: string;
}

/** A line of a program, and a place in it at which something may be missing. */
const cutLine = fc
  .tuple(program, fc.nat({ max: 10_000 }), fc.nat({ max: 10_000 }), fc.nat({ max: 120 }))
  .map(([{ language, text }, where, column, overrun]) => {
    const lines = text.split('\n');
    const rows = lines.flatMap((line, row) => (/^\s+\w/.test(line) ? [row] : []));
    const row = rows[where % rows.length]!;
    const line = lines[row]!;
    const indent = /^\s*/.exec(line)![0].length;
    const stops = [indent, ...[...line.matchAll(/(?<=[\s(.,])\w/g)].map(match => match.index)].filter(
      at => at >= indent,
    );
    const cut = stops[column % stops.length]!;
    const start = lines.slice(0, row).reduce((sum, each) => sum + each.length + 1, 0) + cut;
    return {
      language,
      text,
      start,
      end: start + line.length - cut,
      rest: line.slice(cut),
      opened: line.slice(0, cut),
      overrun,
    };
  });

/** A program without the end of one of its lines (or all of it but the indentation), and a model that does not stop. */
export const hole: fc.Arbitrary<Hole> = cutLine.map(({ language, text, start, end, overrun }) => ({
  language,
  text,
  prefix: text.slice(0, start),
  suffix: text.slice(end),
  truth: text.slice(start, end),
  answer: text.slice(start, end + overrun),
}));

/** A program without a piece in the middle of a line. */
export const gap: fc.Arbitrary<Hole> = fc
  .tuple(cutLine, fc.nat({ max: 1000 }))
  .map(([{ language, text, start, end, rest, overrun }, where]) => {
    const stops = [...rest.matchAll(/[\s(),.;+]/g)].map(match => match.index).filter(at => at > 0);
    const till = start + (stops[where % Math.max(1, stops.length)] ?? rest.length);
    return {
      language,
      text,
      prefix: text.slice(0, start),
      suffix: text.slice(till),
      truth: text.slice(start, till),
      answer: text.slice(start, end + overrun),
    };
  });

/** A program whose line ends at the cursor, but for the closers that an editor puts behind it by itself. */
export const closedByEditor: fc.Arbitrary<Hole> = cutLine.map(({ language, text, start, end, opened, overrun }) => {
  const closers: string[] = [];
  for (const character of opened) {
    if (character === '(') closers.unshift(')');
    else if (character === '[') closers.unshift(']');
    else if (character === closers[0]) closers.shift();
  }
  return {
    language,
    text,
    prefix: text.slice(0, start),
    suffix: closers.join('') + text.slice(end),
    truth: text.slice(start, end),
    answer: text.slice(start, end + overrun),
  };
});

/** Pieces of which answers that make no sense are made. */
export const nonsense: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '`',
        ';',
        ',',
        '\n',
        '\n    ',
        '\n\t',
        ' ',
        '\\',
        '//',
        '/*',
      ),
      fc.constantFrom(
        'if (',
        'else',
        'return ',
        'account',
        '.close()',
        '= 1',
        '=>',
        'def f():',
        '# x',
        '<|endoftext|>',
      ),
      name,
      expression,
    ),
    { maxLength: 14 },
  )
  .map(pieces => pieces.join(''));
