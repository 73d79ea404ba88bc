import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'mocha';
import { createBodyRoom } from '../../../server/gateway/body-room.ts';

describe('room for bodies on their way', () => {
  function request(length?: string): IncomingMessage {
    const incoming = new IncomingMessage(new Socket());
    if (length !== undefined) incoming.headers['content-length'] = length;
    return incoming;
  }
  const refused = { code: 'busy', status: 429 };

  it('is taken until a body has been read or its client has gone', () => {
    const take = createBodyRoom(100, 60);
    const first = request('60');
    take(first);
    take(request('40'));
    assert.throws(() => take(request('1')), refused);
    first.emit('close');
    take(request('60'));
    assert.throws(() => take(request('1')), refused);
  });

  it('is taken whole by a body that does not say how long it is, or says nonsense', () => {
    for (const length of [undefined, 'many', '1e9']) {
      const take = createBodyRoom(100, 60);
      take(request(length));
      assert.throws(() => take(request('41')), refused, length);
      take(request('40'));
    }
  });
});
