import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, it } from 'mocha';
import { type Answer, openAnswer } from '../../../server/gateway/answer.ts';

/** A connection whose other end has stopped reading: nothing that is written gets away. */
class StalledSocket extends Duplex {
  override _read(): void {}
  override _write(): void {}
}

describe('an answer to a client that does not read', () => {
  function open(signal: AbortSignal): { answer: Answer; response: ServerResponse } {
    const socket = new StalledSocket() as unknown as Socket;
    const request = new IncomingMessage(socket);
    request.httpVersionMajor = 1;
    request.httpVersionMinor = 1;
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    const answer = openAnswer(response, {
      auditId: '0190a1b2-0000-7000-8000-000000000001',
      receivedAt: 0,
      stream: true,
      includeUsage: false,
      signal,
    });
    answer.describe(
      {
        audit_id: '0190a1b2-0000-7000-8000-000000000001',
        model: 'm',
        tier: 'small',
        redactions: [],
        policy_version: 'p',
      },
      'idle',
    );
    return { answer, response };
  }
  const settled = async (work: Promise<void>) =>
    Promise.race([work.then(() => true), new Promise<false>(resolve => setImmediate(resolve, false))]);

  it('waits for it no longer than the request lives: its place at the model is somebody else’s', async () => {
    const control = new AbortController();
    const { answer } = open(control.signal);
    const written = answer.text('x'.repeat(100_000));
    assert.equal(await settled(written), false, 'the connection takes no more');
    control.abort();
    assert.equal(await settled(written), true);
    assert.equal(await settled(answer.text('and the rest')), true);
  });

  it('waits no longer than the connection', async () => {
    const { answer, response } = open(new AbortController().signal);
    const written = answer.text('x'.repeat(100_000));
    assert.equal(await settled(written), false);
    response.destroy();
    await written;
  });
});
