import type { Verification } from './verify.ts';

const number = new Intl.NumberFormat('en-US');

/** The last line says exactly what was proved, and what no log can prove by itself. */
function statement(result: Verification): string {
  const covered = number.format(result.covered);
  const { witnessed } = result;
  if (witnessed) {
    const at = new Date(witnessed.time * 1000).toISOString();
    const later =
      witnessed.size < result.covered ? ` The rest is whole up to checkpoint ${covered}, by the log's key alone.` : '';
    return `Whole: the first ${number.format(witnessed.size)} records are those that ${witnessed.by.join(', ')} saw at ${at}.${later}`;
  }
  return `Whole up to checkpoint ${covered}; later loss can't be proved.`;
}

/** The result for people. */
export function verificationLines(directory: string, result: Verification): string[] {
  const lines = [
    `log         ${result.origin ?? directory}`,
    `records     ${number.format(result.size)}`,
    `root        ${result.root}`,
  ];
  if (result.erased > 0) lines.push(`erased      the persons behind ${number.format(result.erased)} records`);
  if (result.deleted > 0) lines.push(`deleted     ${number.format(result.deleted)} records past their retention`);
  if (result.tail > 0)
    lines.push(`unfinished  ${result.tail} bytes at the end: a writer at work, or one that was killed`);
  const bad = result.first_bad;
  if (bad) {
    const where = bad.index === null ? '' : `Record ${bad.index}: `;
    return [...lines, `NOT WHOLE. ${where}${bad.reason}.`];
  }
  if (result.size > result.covered) {
    lines.push(`uncovered   ${number.format(result.size - result.covered)} records that no checkpoint covers yet`);
  }
  return [...lines, statement(result)];
}
