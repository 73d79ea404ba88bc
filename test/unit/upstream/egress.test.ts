import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { type Dispatcher, request } from 'undici';
import { type Destination, type EgressReason, EgressRefused, openEgress } from '../../../server/upstream/egress.ts';
import { fetchThrough } from '../../../server/upstream/fetch.ts';

const tls = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8');

describe('the egress dialer', () => {
  const open: (Server | Dispatcher)[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) {
      if ('destroy' in one) await one.destroy();
      else one.close();
    }
  });

  async function listen(server: Server): Promise<number> {
    open.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  function dialer(allow: string[], resolve?: () => Promise<{ address: string; family: number }[]>, ca?: string) {
    const refused: [Destination, EgressReason][] = [];
    const dialled: Destination[] = [];
    const listener = {
      refused: (destination: Destination, reason: EgressReason) => void refused.push([destination, reason]),
      dialled: (destination: Destination) => void dialled.push(destination),
    };
    const egress = openEgress({ allow, listener, ...(resolve ? { resolve } : {}) });
    const dispatcher = egress.dispatcher(ca === undefined ? {} : { ca });
    open.push(dispatcher);
    return { egress, dispatcher, refused, dialled };
  }

  const to =
    (address: string, family = 4) =>
    async () => [{ address, family }];

  it('dials what its own look-up gave, and tells of each address once', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end('hello')));
    const { dispatcher, dialled, refused } = dialer(['127.0.0.0/8'], to('127.0.0.1'));
    for (let round = 0; round < 2; round++) {
      const { body } = await request(`http://models.bank.example:${port}/`, { dispatcher });
      assert.equal(await body.text(), 'hello');
    }
    assert.deepEqual(dialled, [{ host: 'models.bank.example', port, address: '127.0.0.1' }]);
    assert.deepEqual(refused, []);
  });

  it('takes only the allowed ones of several addresses', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end('inside')));
    const both = async () => [
      { address: '203.0.113.7', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const { dispatcher, dialled } = dialer(['127.0.0.0/8'], both);
    const { body } = await request(`http://models.bank.example:${port}/`, { dispatcher });
    assert.equal(await body.text(), 'inside');
    assert.deepEqual(
      dialled.map(({ address }) => address),
      ['127.0.0.1'],
    );
  });

  it('refuses a name that resolves outside, at the moment of connecting', async () => {
    let address = '127.0.0.1';
    const port = await listen(
      createHttpServer((_request, response) => response.writeHead(200, { connection: 'close' }).end()),
    );
    const { dispatcher, refused } = dialer(['127.0.0.0/8'], async () => [{ address, family: 4 }]);
    await (await request(`http://rebinding.example:${port}/`, { dispatcher })).body.dump();
    address = '203.0.113.7';
    await assert.rejects(request(`http://rebinding.example:${port}/`, { dispatcher }), EgressRefused);
    assert.deepEqual(refused, [[{ host: 'rebinding.example', port, address: '203.0.113.7' }, 'address_not_allowed']]);
  });

  it('refuses an address that is written down, in any spelling', async () => {
    const { dispatcher, refused } = dialer(['10.0.0.0/8']);
    for (const host of ['127.0.0.1', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433']) {
      await assert.rejects(request(`http://${host}:9/`, { dispatcher }), EgressRefused, host);
    }
    assert.equal(refused.length, 5);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const port = await listen(
      createHttpServer((_request, response) => {
        asked++;
        response.writeHead(307, { location: '/again' }).end();
      }),
    );
    const { egress, dispatcher, refused } = dialer(['127.0.0.0/8']);
    await assert.rejects(fetchThrough(dispatcher, egress)(`http://127.0.0.1:${port}/`), EgressRefused);
    assert.equal(asked, 1);
    assert.equal(refused[0]![1], 'redirect');
  });

  it('trusts the bank’s authority and nobody else, whatever the environment says', async () => {
    const server = createHttpsServer({ key: tls('server.key'), cert: tls('server.pem') }, (_request, response) =>
      response.end('trusted'),
    );
    const port = await listen(server as unknown as Server);
    const url = `https://models.bank.example:${port}/`;
    const { dispatcher } = dialer(['127.0.0.0/8'], to('127.0.0.1'), tls('authority.pem'));
    assert.equal(await (await request(url, { dispatcher })).body.text(), 'trusted');

    const withoutAuthority = dialer(['127.0.0.0/8'], to('127.0.0.1')).dispatcher;
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      await assert.rejects(request(url, { dispatcher: withoutAuthority }), { code: /UNABLE_TO_VERIFY|SELF_SIGNED/ });
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
    const otherName = dialer(['127.0.0.0/8'], to('127.0.0.1'), tls('authority.pem')).dispatcher;
    await assert.rejects(request(`https://other.bank.example:${port}/`, { dispatcher: otherName }), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('ignores proxies that the environment names', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end('direct')));
    process.env.http_proxy = 'http://127.0.0.1:9';
    try {
      const { dispatcher } = dialer(['127.0.0.0/8']);
      assert.equal(await (await request(`http://127.0.0.1:${port}/`, { dispatcher })).body.text(), 'direct');
    } finally {
      delete process.env.http_proxy;
    }
  });
});
