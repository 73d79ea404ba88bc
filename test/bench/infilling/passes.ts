import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './rows.ts';

/** Milliseconds for one program; a wrong loop runs for ever. */
const patience = 5_000;

/** Whether the program with this text in the gap passes its tests; null where the language is not run here. */
export function passes(row: Row, inserted: string, overwritten: number): boolean | null {
  const runs = { js: [process.execPath, 'js'], py: ['python3', 'py'], java: null }[row.language];
  if (!runs) return null;
  const [command, ending] = runs as [string, string];
  const folder = mkdtempSync(join(tmpdir(), 'infilling-'));
  const file = join(folder, `program.${ending}`);
  const program = `${row.prompt}\n${inserted}${`\n${row.suffix}`.slice(overwritten)}\n${row.tests}\n`;
  writeFileSync(file, program);
  try {
    return spawnSync(command, [file], { timeout: patience, stdio: 'ignore', cwd: folder }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
