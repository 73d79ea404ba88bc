import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What the system says of a process: its core, its processor time, its memory (proc(5); Linux only). */

/** All threads of the process on one core. */
export function pin(pid: number, core: number): void {
  if (process.platform === 'linux' && cpus().length > 1) {
    execFileSync('taskset', ['-a', '-cp', String(core), String(pid)]);
  }
}

/** Milliseconds of processor time so far, of all threads; in steps of 10. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Megabytes. */
export function memory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Milliseconds that a core has run something other than idle so far (first line of `/proc/stat` of that core). */
export function busyTime(core: number): number {
  const line = readFileSync('/proc/stat', 'utf8').split('\n')[core + 1]!;
  const [user, nice, system, , , irq, softirq, steal] = line.split(/\s+/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + softirq! + (steal ?? 0)) * 10;
}
