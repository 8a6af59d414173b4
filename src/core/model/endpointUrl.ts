/** Addresses of endpoints: which are allowed, and how far away a host is. */

/** What `checkEndpointUrl` says of an address; `problem` names what to mend. */
export type EndpointUrlCheck =
  | {
      readonly ok: true;
      /** Normalised: host in ASCII, no default port, no trailing dot or slash. */
      readonly url: string;
      /** Scheme, host and port: what a key is bound to. */
      readonly origin: string;
      /**
       * `https`: anywhere. `loopback`: plain http to this machine, freely. `private`: plain http in a
       * private network, after one confirmation and never with a key.
       */
      readonly kind: 'https' | 'loopback' | 'private';
    }
  | { readonly ok: false; readonly problem: string };

/** Whether requests may go to the address `text`, and how. */
export function checkEndpointUrl(text: string): EndpointUrlCheck {
  const trimmed = text.trim();
  // A URL parser reads a backslash as a slash and drops control characters: people see another host.
  if (/[\\\s\p{Cc}\p{Cf}]/u.test(trimmed)) {
    return refuse('remove the blanks, backslashes and invisible characters');
  }
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  const withScheme = withLikelyScheme(trimmed);
  if (withScheme !== undefined) return refuse(`not a URL without its scheme; write ${withScheme}`);
  if (url === undefined) return refuse('not a URL; write it like https://api.example.com/v1');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refuse(`the scheme ${url.protocol}// cannot be used; write https://`);
  }
  // A parser takes whatever follows, however many slashes, for the host: `http:///v1` would go to "v1".
  if (!/^https?:\/\/[^/]/i.test(trimmed)) return refuse('write the host right after the two slashes');
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/]*@/.test(trimmed)) {
    return refuse('remove the user name and password before the @; a key is stored apart');
  }
  if (/[?#]/.test(trimmed)) return refuse('remove the part from ? or # on');
  const host = url.hostname.replace(/\.+$/, '');
  if (host === '') return refuse('the host is missing');
  if (host === '0.0.0.0' || host === '[::]') {
    return refuse(`${host} is no address to send to; for this machine write 127.0.0.1`);
  }
  url.hostname = host;
  const base = url.href.replace(operation, '');
  if (base !== url.href) {
    return refuse(`leave out the name of the operation, which is put behind it; write ${base}`);
  }
  return checkReach(url, host);
}

/** What people copy along from an example. Not `/models`, which ends the base URL of some APIs. */
const operation = /\/(?:chat\/completions|completions|responses|messages|embeddings)\/*$/i;

/** This machine, an IP address, a name with a port, or one with a path: another text may be a key. */
const bareAddress =
  /^(?:localhost|\d+(?:\.\d+){3}|\[[\da-f:.]+\]|[\w-]+(?:\.[\w-]+)*(?=:\d)|(?:[\w-]+\.)+[a-z]{2,}(?=\/))(?::\d{1,5})?(?:\/|$)/i;

/** `localhost:1234/v1` with what it lacks; undefined where it has a scheme, or is no address. */
function withLikelyScheme(text: string): string | undefined {
  if (!bareAddress.test(text)) return undefined;
  const base = text.replace(operation, '');
  const checks = ['http://', 'https://'].map((scheme) => checkEndpointUrl(scheme + base));
  return checks.find((check) => check.ok)?.url;
}

function checkReach(url: URL, host: string): EndpointUrlCheck {
  const reach = reachOf(host);
  const kind = url.protocol === 'https:' ? 'https' : reach;
  if (kind === 'public') {
    return refuse(`plain http:// would send your code unencrypted to ${host}; write https://${host}`);
  }
  return { ok: true, url: url.href.replace(/\/+$/, ''), origin: url.origin, kind };
}

function refuse(problem: string): EndpointUrlCheck {
  return { ok: false, problem };
}

/**
 * Scheme, host and port in one normal form: a key goes only where this is what it was stored for.
 * undefined for an address that `checkEndpointUrl` refuses.
 */
export function originOf(text: string): string | undefined {
  const check = checkEndpointUrl(text);
  return check.ok ? check.origin : undefined;
}

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
