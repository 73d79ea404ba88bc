#!/usr/bin/env node
// Starts the built command line; says what to do where it has not been built yet.
import { existsSync } from 'node:fs';

const built = new URL('../dist/server/main.js', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  process.stderr.write('Intramural is not built yet in this checkout.\nRun: npm run build\n');
  process.exitCode = 1;
}
