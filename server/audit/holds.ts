import { join } from 'node:path';
import { z } from 'zod';
import { time, uuid } from './fields.ts';
import { replaceFile } from './files.ts';
import { readIfThere } from './tree-files.ts';

/** Legal holds: while one stands, nothing recorded within its time may be deleted. */

const hold = z.strictObject({ hold: uuid, from: time, to: time });
export type Hold = z.infer<typeof hold>;

const file = (directory: string) => join(directory, 'holds.json');

export async function readHolds(directory: string): Promise<Hold[]> {
  const content = await readIfThere(file(directory));
  return content ? z.array(hold).parse(JSON.parse(content.toString())) : [];
}

export async function writeHolds(directory: string, holds: Hold[]): Promise<void> {
  await replaceFile(file(directory), `${JSON.stringify(z.array(hold).parse(holds))}\n`, { durable: true });
}

/** Whether anything recorded between these times is held. */
export function isHeld(holds: readonly Hold[], oldest: number, newest: number): boolean {
  return holds.some(({ from, to }) => from <= newest && to >= oldest);
}
