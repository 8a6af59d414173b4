/** Reads a request's body with a bound on its size. */
import type { IncomingMessage } from 'node:http';

const maximumBytes = 16 * 1024 * 1024;

/** The body as text; undefined where it is larger than 16 MiB or the client left. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request) {
      if (!Buffer.isBuffer(part)) continue;
      bytes += part.length;
      if (bytes > maximumBytes) return undefined;
      parts.push(part);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(parts).toString('utf8');
}
