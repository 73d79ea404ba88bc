import type { Filter } from '../candidate.ts';
import { columnsOf, withinColumns } from '../columns.ts';

/** Takes off what stands beyond the last column where it is no program text: the sequence numbers of old sources. */
export const stripIdentificationArea: Filter = (candidate, { situation }) => {
  const last = situation.lastColumn;
  if (last === undefined) return candidate;
  const lines = candidate.text.split('\n').map((line, index) => {
    const taken = index === 0 ? columnsOf(situation.before, situation.encoding) : 0;
    const room = withinColumns(line, last - taken, situation.encoding);
    if (line.length <= room) return line;
    const beyond = line.slice(Math.max(0, room));
    return /^[0-9A-Z ]{1,8}\s*$/.test(beyond) && !isInWord(line, room)
      ? line.slice(0, Math.max(0, room)).trimEnd()
      : line;
  });
  return { ...candidate, text: lines.join('\n') };
};

function isInWord(line: string, index: number): boolean {
  return index > 0 && /[\w-]/.test(line[index - 1]!) && /[\w-]/.test(line[index]!);
}
