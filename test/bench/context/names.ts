/**
 * What counts as an identifier when context is measured. Kept apart from the product's own scanner on purpose: a ruler
 * that shares its mistakes with what it measures would not see them.
 */

interface Dialect {
  extensions: RegExp;
  keywords: ReadonlySet<string>;
  /** The line without comments, strings and what is not program text. */
  code: (line: string) => string;
  name: RegExp;
  ignoreCase: boolean;
  comment: RegExp;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter(Boolean));
const braces = (line: string): string =>
  line.replace(/"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?/g, ' ').replace(/\/\/.*|^\s*(?:\*|\/\*).*/, ' ');
const braceComment = /^\s*(?:\/\/|\/\*|\*|#)/;
const plainName = /[A-Za-z_$][\w$#]*/g;

const dialects: readonly Dialect[] = [
  {
    extensions: /\.java$/i,
    keywords: words(`abstract assert boolean break byte case catch char class const continue default do double else enum
      extends final finally float for goto if implements import instanceof int interface long native new package private
      protected public return short static strictfp super switch synchronized this throw throws transient try void volatile
      while true false null var record sealed yield`),
    code: braces,
    name: plainName,
    ignoreCase: false,
    comment: braceComment,
  },
  {
    extensions: /\.[mc]?[jt]sx?$/i,
    keywords:
      words(`as any async await boolean break case catch class const constructor continue debugger declare default
      delete do else enum export extends false finally for from function get if implements import in infer instanceof
      interface is keyof let module namespace never new null number object of package private protected public readonly
      require return set static string super switch symbol this throw true try type typeof undefined unique unknown var
      void while with yield`),
    code: braces,
    name: plainName,
    ignoreCase: false,
    comment: braceComment,
  },
  {
    extensions: /\.go$/i,
    keywords:
      words(`break case chan const continue default defer else fallthrough for func go goto if import interface map
      package range return select struct switch type var nil true false string int int64 int32 bool byte error uint len
      make append`),
    code: braces,
    name: plainName,
    ignoreCase: false,
    comment: braceComment,
  },
  {
    extensions: /\.kts?$/i,
    keywords:
      words(`as break class continue do else false for fun if in interface is null object package return super this
      throw true try typealias typeof val var when while by catch constructor delegate dynamic field file finally get
      import init param property receiver set setparam where actual abstract annotation companion const crossinline data
      enum expect external final infix inline inner internal lateinit noinline open operator out override private
      protected public reified sealed suspend tailrec vararg it`),
    code: braces,
    name: plainName,
    ignoreCase: false,
    comment: braceComment,
  },
  {
    extensions: /\.cs$/i,
    keywords: words(`abstract as async await base bool break byte case catch char checked class const continue decimal
      default delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in
      int interface internal is lock long namespace new null object operator out override params private protected public
      readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint
      ulong unchecked unsafe ushort using var virtual void volatile while get set value where select from`),
    code: braces,
    name: plainName,
    ignoreCase: false,
    comment: braceComment,
  },
  {
    extensions: /\.pyi?$/i,
    keywords: words(`and as assert async await break case class continue def del elif else except False finally for from
      global if import in is lambda match None nonlocal not or pass raise return self cls True try while with yield`),
    code: line => line.replace(/[rbuf]*(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)/gi, ' ').replace(/#.*/, ' '),
    name: plainName,
    ignoreCase: false,
    comment: /^\s*#/,
  },
  {
    extensions: /\.(?:c|h|cc|cpp|cxx|hpp|hh)$/i,
    keywords:
      words(`alignas alignof auto bool break case catch char class const constexpr continue default define delete do
      double else endif enum explicit extern false final float for friend goto if ifdef ifndef include inline int long
      mutable namespace new noexcept nullptr operator override private protected public return short signed sizeof static
      struct switch template this throw true try typedef typename union unsigned using virtual void volatile while NULL`),
    code: braces,
    name: plainName,
    ignoreCase: false,
    comment: braceComment,
  },
  {
    extensions: /\.(?:sql|tps|tpb|pks|pkb)$/i,
    keywords: words(`all alter and any as asc begin between body boolean by case char check close column comment commit
      constant constraint create cursor date declare default delete desc distinct drop else elsif end exception execute
      exists exit false fetch for foreign forall from function goto grant group having if immediate in index insert integer
      into is key like limit loop minus not null nulls number of on open or order others out over package partition
      pls_integer pragma primary procedure public raise record ref references replace return returning rollback row rowid
      rownum rowtype select set sql sqlcode sqlerrm start subtype sum table then timestamp to trigger true truncate type
      under union unique update using value values varchar2 varchar view when where while with nocopy bulk collect clob
      blob member static self result override overriding instantiable final not`),
    code: line => line.replace(/--.*|'[^']*'?/g, ' ').replace(/^\s*\*.*/, ''),
    name: plainName,
    ignoreCase: true,
    comment: /^\s*(?:--|\/\*|\*)/,
  },
  {
    extensions: /\.(?:cbl|cpy|cob)$/i,
    keywords:
      words(`accept access add advancing after all alphabetic also and are area assign at author before binary blank
      block by call cancel close comp comp-3 computational configuration contains continue copy cursor data date-compiled
      date-written days deal declaratives delete delimited delimiter depending descending display divide division dynamic
      else end end-call end-evaluate end-exec end-if end-perform end-read end-return end-search end-start end-string
      end-subtract end-unstring end-write environment equal error evaluate exec cics sql exit extend false fd file
      file-control filler first for from function giving go goback greater high-values identification if in index indexed
      initial initialize input input-output inspect installation into invalid is just justified key leading left length
      less line linkage low-values mode move multiply negative next no not numeric object-computer occurs of off omitted on
      open or organization other output packed-decimal perform pic picture pointer positive procedure program program-id
      quotes random read record recording redefines ref reference release remainder replacing return rewind rewrite right
      run same search section select sentence separate sequential set sign size sort source-computer space spaces
      special-names standard start status stop string subtract tally tallying test than then through thru times to trailing
      true unstring until up upon usage using value values varying when with working-storage write zero zeroes zeros eib
      dfhcommarea`),
    code: line =>
      line[6] === '*' || line[6] === '/' ? '' : `      ${line.slice(6, 72)}`.replace(/'[^']*'?|"[^"]*"?/g, ' '),
    name: /[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*/g,
    ignoreCase: true,
    comment: /^.{6}[*/]/,
  },
];

const shortestName = 3;

export function dialectOf(path: string): Dialect | undefined {
  return dialects.find(({ extensions }) => extensions.test(path));
}

/** What makes two lines the same: of fixed COBOL, columns 7 to 72, since the others number the cards. */
export function sameLine(path: string, line: string): string {
  return /\.(?:cbl|cpy|cob)$/i.test(path) ? line.slice(6, 72).trim() : line.trim();
}

/** The identifiers of a line, in order. */
export function namesIn(path: string, line: string): string[] {
  const dialect = dialectOf(path);
  if (!dialect) return [];
  const found: string[] = [];
  for (const [name] of dialect.code(line).matchAll(dialect.name)) {
    if (name.length < shortestName || !/[A-Za-z]/.test(name)) continue;
    const folded = dialect.ignoreCase ? name.toLowerCase() : name;
    if (!dialect.keywords.has(folded)) found.push(folded);
  }
  return found;
}

/** Every word of a shown text, folded as the document's language does; comments and strings count, since they are shown. */
export function wordsShown(path: string, text: string): Set<string> {
  const dialect = dialectOf(path);
  const found = new Set<string>();
  if (!dialect) return found;
  for (const [name] of text.matchAll(dialect.name)) found.add(dialect.ignoreCase ? name.toLowerCase() : name);
  return found;
}
