import ipaddr from 'ipaddr.js';

/**
 * X5: whether an address belongs to the open internet. Private, loopback, link-local, unique local, carrier-grade NAT,
 * multicast, reserved and every kind of IPv4 in IPv6 are refused: what stands there is behind somebody's wall, ours first.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  // Of IPv6 only what has been given out (2000::/3); the rest is old ways to write IPv4, or not yet anybody's.
  return address instanceof ipaddr.IPv4 || (address.parts[0]! & 0xe000) === 0x2000;
}
