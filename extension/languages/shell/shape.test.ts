import { describeLanguage } from '../../../test/support/language-cases.ts';

/** The model's answer, and what is shown of it between ├ and ┤ (after ┼: what it overwrites). */
describeLanguage('shell', [
  ['shellscript', 'rm "$1"\nfi\necho done\n', 'if [ -f "$1" ]; then\n  ├rm "$1"┤\nfi\n'],
  ['shellscript', '\n  gzip "$f"\ndone\necho done\n', 'for f in *.log; do├\n  gzip "$f"\ndone┤\n'],
  [
    'shellscript',
    'run\n    ;;\n  stop)\n    halt\n    ;;\nesac\n',
    'case "$1" in\n  start)\n    ├run┤\n    ;;\nesac\n',
  ],
  ['shellscript', '$USER"\n', 'echo "Hello ├$USER┤"\n'],
  ['shellscript', 'cd "$1" || return\n  make\n}\n\ndeploy a\n', 'deploy() {\n  ├cd "$1" || return\n  make┤\n}\n'],
]);
