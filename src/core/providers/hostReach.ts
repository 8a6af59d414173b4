/** How far a host is away, judged from its name alone. */
export type HostReach = 'loopback' | 'private' | 'public';

/** @param host as `URL.hostname` gives it: lower case, ASCII, IPv4 dotted, IPv6 in brackets */
export function reachOf(host: string): HostReach {
  const bytes = ipv4Of(host);
  if (bytes !== undefined) return reachOfIpv4(bytes);
  if (host.startsWith('[')) return reachOfIpv6(host.slice(1, -1));
  return reachOfName(host);
}

function ipv4Of(host: string): readonly number[] | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return host.split('.').map(Number);
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host);
  if (mapped === null) return undefined;
  return [mapped[1], mapped[2]].flatMap((group) => {
    const value = Number.parseInt(group ?? '', 16);
    return [value >> 8, value & 0xff];
  });
}

/** RFC 1122, 1918 and 6598. Link-local is left out: cloud machines serve their secrets there. */
function reachOfIpv4([a = 0, b = 0]: readonly number[]): HostReach {
  if (a === 127) return 'loopback';
  const isPrivate =
    a === 10 ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b <= 127);
  return isPrivate ? 'private' : 'public';
}

/** RFC 4193: fc00::/7 is private. */
function reachOfIpv6(address: string): HostReach {
  if (address === '::1') return 'loopback';
  return /^f[cd][0-9a-f]{2}:/.test(address) ? 'private' : 'public';
}

/** Names that no public name server answers for (RFC 6761, 6762, 8375; `.internal` by ICANN). */
function reachOfName(host: string): HostReach {
  if (host === 'localhost') return 'loopback';
  const isPrivate = !host.includes('.') || /\.(localhost|local|lan|internal|home\.arpa)$/.test(host);
  return isPrivate ? 'private' : 'public';
}
