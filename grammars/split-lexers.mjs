/**
 * A generated lexer is one function with a label a state. Where there are thousands of states, a compiler needs more memory
 * than machines have. This gives each 64 states a function of their own that returns the next state; the lexer calls them
 * in turn. What is read and accepted stays the same.
 */

const statesInOne = 64;
/** What the macros of a state return instead of jumping. */
const ended = -1;
const unknown = -2;

const macros = `
#undef ADVANCE
#undef SKIP
#undef ACCEPT_TOKEN
#undef END_STATE
#define ADVANCE(state_value) { return state_value; }
#define SKIP(state_value) { *skip = true; return state_value; }
#define ACCEPT_TOKEN(symbol_value) *result = true; lexer->result_symbol = symbol_value; lexer->mark_end(lexer);
#define END_STATE() return ${ended};
`;

/** @param {string} source `parser.c` @returns {string} the same with its lexers split */
export function splitLexers(source) {
  return source.replace(
    /^static bool (ts_lex\w*)\(TSLexer \*lexer, TSStateId state\) \{\n([\s\S]*?)^\}\n/gm,
    (_, name, body) => split(name, body),
  );
}

function split(name, body) {
  const cases = body.split(/^(?= {4}case \d+:)/m).slice(1);
  const last = cases.length - 1;
  cases[last] = cases[last].slice(0, cases[last].indexOf('    default:'));
  const parts = new Map();
  for (const one of cases) {
    const part = Math.floor(Number(/case (\d+):/.exec(one)[1]) / statesInOne);
    parts.set(part, (parts.get(part) ?? '') + one);
  }
  const parameters = 'TSLexer *lexer, TSStateId state, int32_t lookahead, bool eof, bool *result, bool *skip';
  const functions = [...parts].map(
    ([part, text]) =>
      `static __attribute__((noinline)) int ${name}_${part}(${parameters}) {\n  switch (state) {\n${text}    default: return ${unknown};\n  }\n}\n`,
  );
  const calls = [...parts.keys()].map(
    part => `      case ${part}: next = ${name}_${part}(lexer, state, lookahead, eof, &result, &skip); break;\n`,
  );
  return `${macros}${functions.join('')}
static bool ${name}(TSLexer *lexer, TSStateId state) {
  bool result = false;
  for (;;) {
    int32_t lookahead = lexer->lookahead;
    bool eof = lexer->eof(lexer);
    bool skip = false;
    int next = ${unknown};
    switch (state / ${statesInOne}) {
${calls.join('')}      default: break;
    }
    if (next == ${ended}) return result;
    if (next < 0) return false;
    state = (TSStateId)next;
    lexer->advance(lexer, skip);
  }
}
`;
}
