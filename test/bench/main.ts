// `npm run bench` lists the benchmarks; `npm run bench -- NAME …` runs one. Each prints figures and a baseline of the same run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const names = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.ts') && file !== 'main.ts')
  .map(file => file.slice(0, -3))
  .sort();

const [name, ...rest] = process.argv.slice(2);
if (name && names.includes(name)) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, `${name}.ts`), ...rest],
    {
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
} else {
  process.stdout.write(
    `Usage: npm run bench -- NAME [options]\n\nBenchmarks:\n${names.map(one => `  ${one}\n`).join('')}`,
  );
  process.exitCode = name ? 2 : 0;
}
