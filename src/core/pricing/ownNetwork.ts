/** Tells a server on one's own machine or network from one that somebody else runs and bills. */

function isPrivateIpv4(host: string): boolean {
  const [a, b, c, d] = host.split('.').map(Number);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
  return (
    a === 127 ||
    a === 10 ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    // Shared address space (RFC 6598), which home-made overlay networks use.
    (a === 100 && b >= 64 && b <= 127)
  );
}

/** Loopback, private and link-local addresses, and names that only a local network resolves. */
export function isOwnNetwork(baseUrl: string): boolean {
  const host = URL.parse(baseUrl)
    ?.hostname.toLowerCase()
    .replaceAll(/^\[|\]$/g, '');
  if (host === undefined || host === '') return false;
  if (/^[\d.]+$/.test(host)) return isPrivateIpv4(host);
  if (host.includes(':')) return host === '::1' || /^f[cd]|^fe[89ab]/.test(host);
  return !host.includes('.') || /\.(?:localhost|local|lan|internal|home\.arpa)$/.test(host);
}
