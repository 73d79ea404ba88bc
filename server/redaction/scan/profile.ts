/** What kind of text a document is: whether a bare word is a value (configuration) or a name (code). */
export type Profile = 'code' | 'config' | 'markup' | 'prose' | 'unknown';

const byLanguage: Readonly<Record<string, Profile>> = {
  properties: 'config',
  'java-properties': 'config',
  ini: 'config',
  yaml: 'config',
  yml: 'config',
  toml: 'config',
  dotenv: 'config',
  env: 'config',
  conf: 'config',
  cfg: 'config',
  shellscript: 'config',
  sh: 'config',
  bash: 'config',
  bat: 'config',
  powershell: 'config',
  dockerfile: 'config',
  makefile: 'config',
  json: 'code',
  jsonc: 'code',
  xml: 'markup',
  html: 'markup',
  markdown: 'prose',
  md: 'prose',
  plaintext: 'unknown',
  txt: 'unknown',
};
const byExtension: Readonly<Record<string, Profile>> = {
  properties: 'config',
  ini: 'config',
  yaml: 'config',
  yml: 'config',
  toml: 'config',
  env: 'config',
  conf: 'config',
  cfg: 'config',
  cnf: 'config',
  sh: 'config',
  bash: 'config',
  zsh: 'config',
  bat: 'config',
  cmd: 'config',
  ps1: 'config',
  netrc: 'config',
  pgpass: 'config',
  npmrc: 'config',
  xml: 'markup',
  html: 'markup',
  htm: 'markup',
  xhtml: 'markup',
  plist: 'markup',
  csproj: 'markup',
  config: 'markup',
  md: 'prose',
  rst: 'prose',
  txt: 'unknown',
};

const codeExtensions = new Set(
  'java kt kts scala groovy cs vb fs go rs c h cc cpp hpp js mjs cjs jsx ts tsx py rb php swift m mm sql pks pkb pls plsql tps tpb cbl cob cpy jcl json jsonc lua pl pm r dart vue tf'.split(
    ' ',
  ),
);

export function profileOf(path: string, language: string): Profile {
  const named = byLanguage[language.toLowerCase()];
  if (named !== undefined) return named;
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const known = byExtension[extension];
  if (known !== undefined) return known;
  if (name.startsWith('dockerfile') || name.startsWith('.env') || name === 'makefile') return 'config';
  if (codeExtensions.has(extension) || language !== '') return 'code';
  return 'unknown';
}
