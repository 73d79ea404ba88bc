import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** Takes room for a request's body until it has been read or its client has gone. @throws {Refusal} 429 where there is none left. */
export type TakeRoom = (request: IncomingMessage) => void;

/**
 * The bytes of all bodies that are on their way at once have a ceiling, whoever sends them and however slowly.
 * @param most bytes of all together. @param each of one, where it does not say how long it is.
 */
export function createBodyRoom(most: number, each: number): TakeRoom {
  let taken = 0;
  return request => {
    const announced = Number(request.headers['content-length'] ?? each);
    const bytes = Number.isNaN(announced) ? each : Math.min(announced, each);
    if (taken + bytes > most) {
      throw new Refusal('busy', 'More is being sent to the proxy than it takes at once. Ask again shortly.');
    }
    taken += bytes;
    request.once('close', () => {
      taken -= bytes;
    });
  };
}
