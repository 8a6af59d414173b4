import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFrontDoor, type FrontDoor, type FrontDoorOptions } from '../../host/frontDoor.ts';

let folder: string;
let editor: Server;
let door: FrontDoor | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'door-'));
  editor = createServer((incoming, response) => response.end(`editor saw ${incoming.url}`));
  // An upgraded connection that says back what it hears.
  editor.on('upgrade', (_incoming, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => {
    editor.listen(path.join(folder, 'editor.sock'), resolve);
  });
});

afterEach(async () => {
  door?.close();
  editor.close();
  editor.closeAllConnections();
  await rm(folder, { recursive: true });
});

async function open(options: Partial<FrontDoorOptions> = {}): Promise<FrontDoor> {
  door = await openFrontDoor({
    socketPath: path.join(folder, 'editor.sock'),
    keyFile: path.join(folder, 'key'),
    preferredPort: 0,
    ...options,
  });
  return door;
}

function ask(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: door?.port, path: url, headers }, resolve).on('error', reject).end();
  });
}

test('passes a request on, with its query', async () => {
  await open();
  const answer = await ask('/static/a.js?b=c');
  expect(await text(answer)).toBe('editor saw /static/a.js?b=c');
});

test('refuses another site, by whatever name it came', async () => {
  const { port } = await open();
  expect((await ask('/', { host: `rebound.example:${port}` })).statusCode).toBe(403);
  expect((await ask('/', { origin: 'https://other.example' })).statusCode).toBe(403);
  expect((await ask('/', { origin: `http://127.0.0.1:${port}` })).statusCode).toBe(200);
});

test('a key is made once, for its owner to read, and handed out again after a restart', async () => {
  await open();
  const first = await buffer(await ask('/mint-key'));
  door?.close();
  await open();
  const second = await buffer(await ask('/mint-key'));
  expect(first).toHaveLength(32);
  expect(second).toEqual(first);
  expect(await readFile(path.join(folder, 'key'))).toEqual(first);
  expect((await stat(path.join(folder, 'key'))).mode & 0o077).toBe(0);
});

test('with a token, key and landing are for those who know it', async () => {
  await open({ token: 'sesame', landing: (authority) => `http://${authority}/?folder=/shop` });
  expect((await ask('/mint-key')).statusCode).toBe(403);
  expect((await ask('/mint-key', { cookie: 'a=b; vscode-tkn=sesame' })).statusCode).toBe(200);
  expect((await ask('/?tkn=guess')).headers.location).toBeUndefined();
  const landed = await ask('/?tkn=sesame');
  expect(landed.statusCode).toBe(302);
  expect(landed.headers.location).toBe(`http://127.0.0.1:${door?.port}/?folder=/shop`);
});

test('takes another port when the preferred one is taken', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { port: other } = await open({ preferredPort: port });
  expect(other).not.toBe(port);
  taken.close();
});

test('joins an upgraded connection both ways, and refuses one from another site', async () => {
  const { port } = await open();
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  const heard = await until(socket, '\r\n\r\n');
  expect(heard).toMatch(/^HTTP\/1\.1 101 /);
  socket.write('ping');
  expect(await until(socket, 'ping')).toBe('ping');
  socket.destroy();

  const stranger = connect(port, '127.0.0.1');
  stranger.write(
    `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: https://other.example\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  expect(await until(stranger, '\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 /);
  stranger.destroy();
});

function until(socket: ReturnType<typeof connect>, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const onData = (chunk: Buffer): void => {
      heard += chunk.toString();
      if (heard.includes(end)) {
        socket.off('data', onData);
        resolve(heard);
      }
    };
    socket.on('data', onData).on('error', reject);
  });
}
