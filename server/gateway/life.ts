import type { Socket } from 'node:net';

/** Who ended a request before its answer was whole. */
export type EndedBy =
  /** The client has gone. */
  | 'client'
  | 'deadline'
  /** A newer request for the same document. */
  | 'superseded'
  /** Speculative work made room for somebody who waits. */
  | 'shed'
  | 'shutdown'
  /** Its start could not be recorded. */
  | 'unrecorded';

/** A request from receipt to its last byte: one signal for everything that works on it. */
export interface Life {
  readonly signal: AbortSignal;
  /** On the clock of `now`. */
  readonly deadlineAt: number;
  /** Null while it goes on. */
  readonly endedBy: EndedBy | null;
  /** When it was ended, on the clock of `now`; null while it goes on. */
  readonly endedAt: number | null;
  /** The first to end it counts. */
  end(by: EndedBy): void;
  /** Lets go of timer and connection; nothing ends it afterwards. */
  close(): void;
}

/**
 * @param socket the client's connection: its end, and not that of the request's stream (which ends when the body has been
 *   read), says that the client has gone. Pipelined and queued responses have no socket of their own yet.
 */
export function openLife(socket: Socket, deadlineMs: number, now: () => number): Life {
  const controller = new AbortController();
  let endedBy: EndedBy | null = null;
  let endedAt: number | null = null;
  let closed = false;

  const end = (by: EndedBy) => {
    if (closed || endedBy !== null) return;
    endedBy = by;
    endedAt = now();
    controller.abort();
  };
  const left = () => end('client');
  const deadlineAt = now() + deadlineMs;
  const timer = setTimeout(() => end('deadline'), deadlineMs);
  socket.once('close', left);
  if (socket.destroyed) left();

  return {
    signal: controller.signal,
    deadlineAt,
    get endedBy() {
      return endedBy;
    },
    get endedAt() {
      return endedAt;
    },
    end,
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket.off('close', left);
    },
  };
}
