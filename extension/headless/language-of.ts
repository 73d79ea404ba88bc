import { extname } from 'node:path';

/** VS Code's language ids by the end of a file's name, for where there is no VS Code. */
const byExtension: Readonly<Record<string, string>> = {
  '.java': 'java',
  '.kt': 'kotlin',
  '.kts': 'kotlin',
  '.py': 'python',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescriptreact',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascriptreact',
  '.cs': 'csharp',
  '.c': 'c',
  '.h': 'c',
  '.cc': 'cpp',
  '.cpp': 'cpp',
  '.hpp': 'cpp',
  '.go': 'go',
  '.sh': 'shellscript',
  '.bash': 'shellscript',
  '.yml': 'yaml',
  '.yaml': 'yaml',
  '.json': 'json',
  '.sql': 'sql',
  '.pks': 'plsql',
  '.pkb': 'plsql',
  '.cbl': 'cobol',
  '.cob': 'cobol',
  '.cpy': 'cobol',
  '.md': 'markdown',
  '.rs': 'rust',
  '.rb': 'ruby',
  '.php': 'php',
};

export function languageOf(file: string): string {
  return byExtension[extname(file).toLowerCase()] ?? 'plaintext';
}
