import { BlockList, isIPv4, isIPv6, SocketAddress } from 'node:net';

/** Which addresses the proxy may connect to. */
export interface Networks {
  allows(address: string): boolean;
}

/** @param cidrs networks such as `10.0.0.0/8` or `fd00::/8`. @throws for one that is none. */
export function allowedNetworks(cidrs: readonly string[]): Networks {
  const v4 = new BlockList();
  const v6 = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', bits = ''] = cidr.split('/');
    if (!/^\d{1,3}$/.test(bits)) throw new Error(`${cidr} is not a network such as 10.0.0.0/8`);
    if (isIPv4(network)) v4.addSubnet(network, Number(bits), 'ipv4');
    else v6.addSubnet(network, Number(bits), 'ipv6');
  }
  return {
    allows: address => {
      const plain = plainAddress(address);
      if (plain === null) return false;
      return isIPv4(plain) ? v4.check(plain, 'ipv4') : v6.check(plain, 'ipv6');
    },
  };
}

/**
 * The address without its zone, and an IPv4 address mapped into IPv6 as the IPv4 address that it reaches, however it is
 * spelt. Null for what is no address.
 */
export function plainAddress(address: string): string | null {
  const withoutZone = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIPv4(withoutZone)) return withoutZone;
  if (!isIPv6(withoutZone)) return null;
  const canonical = new SocketAddress({ address: withoutZone, family: 'ipv6' }).address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(canonical)?.[1];
  return mapped ?? canonical;
}
