import ipaddr from 'ipaddr.js';

/** Of an IPv6 address, the part (in 16 bits) that a provider gives to one household; the rest its machines choose, a new one whenever they like. */
const partsOfNetwork = 4;

/** J6, I11, G8: what is counted as one network: an IPv4 address, also one that is written as IPv6, or the /64 that an IPv6 address is of. */
export function networkOf(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address;
  const known = ipaddr.process(address);
  if (!(known instanceof ipaddr.IPv6)) return known.toString();
  return `${known.parts
    .slice(0, partsOfNetwork)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
