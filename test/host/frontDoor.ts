/**
 * The loopback address that a browser opens. VS Code's server listens on a private socket behind it; the front
 * door adds the two routes that code-server's own wrapper would answer, and refuses other sites' requests.
 */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import { hasCode } from './errorCode.ts';

export interface FrontDoorOptions {
  readonly socketPath: string;
  /** Half of the key that seals extension secrets; the browser keeps the other. Made when absent. */
  readonly keyFile: string;
  /** Tried first; another free port serves as well. 0 takes any. */
  readonly preferredPort: number;
  /** Where the bare address leads, given this door's own authority; the page's full address is long. */
  readonly landing?: ((authority: string) => string) | undefined;
  /** The server's connection token, when it has one: `/mint-key` and the bare address then ask for it. */
  readonly token?: string | undefined;
}

export interface FrontDoor {
  readonly port: number;
  readonly close: () => void;
}

export async function openFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const key = await readOrMakeKey(options.keyFile);
  const server = createServer((incoming, response) => {
    if (!isFromOurPage(incoming, server)) {
      response.writeHead(403).end();
      return;
    }
    const { pathname: route, searchParams } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const token = searchParams.get('tkn') ?? cookie(incoming, 'vscode-tkn');
    const isKnown = options.token === undefined || token === options.token;
    if (route === '/mint-key') {
      response.writeHead(isKnown ? 200 : 403).end(isKnown ? key : undefined);
      return;
    }
    if (route === '/' && !searchParams.has('folder') && isKnown && options.landing !== undefined) {
      response.writeHead(302, { location: options.landing(`127.0.0.1:${portOf(server)}`) }).end();
      return;
    }
    if (route === '/manifest.json') {
      response.writeHead(200, { 'content-type': 'application/manifest+json' });
      response.end(JSON.stringify({ name: 'Switchyard in VS Code', start_url: '.', display: 'fullscreen' }));
      return;
    }
    const { method, url, headers } = incoming;
    const outgoing = request({ socketPath: options.socketPath, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.headersSent || response.writeHead(502).end());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.on('upgrade', (incoming, socket, head) => {
    if (!isFromOurPage(incoming, server)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const editor = connect(options.socketPath, () => {
      editor.write(requestHead(incoming));
      editor.write(head);
      socket.pipe(editor).pipe(socket);
    });
    editor.on('error', () => socket.destroy());
    socket.on('error', () => editor.destroy());
    socket.on('close', () => editor.destroy());
    editor.on('close', () => socket.destroy());
  });
  await listen(server, options.preferredPort);
  return {
    port: portOf(server),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, preferredPort: number): Promise<void> {
  const attempt = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await attempt(preferredPort);
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE')) {
      throw error;
    }
    await attempt(0);
  }
}

/**
 * A page of another site can reach loopback too, by a name of its own that resolves there or by a WebSocket, and
 * what listens here can run commands. Host and origin tell such requests apart.
 */
function isFromOurPage(incoming: IncomingMessage, server: Server): boolean {
  const port = portOf(server);
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = incoming.headers;
  return host !== undefined && hosts.includes(host) && (origin === undefined || origin === `http://${host}`);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function cookie(incoming: IncomingMessage, name: string): string | undefined {
  const pairs = (incoming.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

function requestHead({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

async function readOrMakeKey(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      throw error;
    }
    const key = randomBytes(32);
    await writeFile(file, key, { mode: 0o600 });
    return key;
  }
}
