import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { allowedNetworks, plainAddress } from '../../../server/upstream/networks.ts';

describe('allowed networks', () => {
  const bank = allowedNetworks(['10.0.0.0/8', '192.168.7.0/24', 'fd00::/8', '::1/128']);
  const cases: [address: string, allowed: boolean][] = [
    ['10.1.2.3', true],
    ['11.1.2.3', false],
    ['192.168.7.255', true],
    ['192.168.8.1', false],
    ['::ffff:10.1.2.3', true],
    ['::ffff:a01:203', true],
    ['::FFFF:8.8.8.8', false],
    ['0:0:0:0:0:ffff:0a01:0203', true],
    ['fd12::1', true],
    ['[fd12::1]', true],
    ['fe80::1%eth0', false],
    ['::1', true],
    ['::', false],
    ['64:ff9b::a01:203', false],
    ['::10.1.2.3', false],
    ['0.0.0.0', false],
    ['models.bank.example', false],
    ['10.1.2.3.4', false],
    ['', false],
  ];
  for (const [address, allowed] of cases) {
    it(`${allowed ? 'lets' : 'does not let'} ${address || 'nothing'} through`, () => {
      assert.equal(bank.allows(address), allowed);
    });
  }

  it('lets nothing through where no network is named', () => {
    assert.equal(allowedNetworks([]).allows('127.0.0.1'), false);
  });

  it('refuses what is no network', () => {
    for (const wrong of ['10.0.0.0', '10.0.0.0/x', 'bank/8']) assert.throws(() => allowedNetworks([wrong]), wrong);
  });

  it('names an IPv4 address in IPv6 by what it reaches', () => {
    assert.equal(plainAddress('::ffff:7f00:1'), '127.0.0.1');
    assert.equal(plainAddress('FD00::0:1'), 'fd00::1');
    assert.equal(plainAddress('localhost'), null);
  });
});
