/**
 * `node test/host/node24.mjs SCRIPT …`: runs a script (`.ts` included) with Node 24 or later: this Node when it
 * is that new, else the one that npm brings. Input, output, signals and the exit code pass through.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { install, kitNode } from './install.mjs';

const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24;
if (!isNewEnough) {
  await install(['node24']);
}
const node = isNewEnough ? process.execPath : kitNode('node24');
// Where Node itself uses the machine's proxy (NODE_USE_ENV_PROXY), the servers of the tests are not to be sought there.
const { NO_PROXY, no_proxy: besides = NO_PROXY } = process.env;
const direct = [besides, '127.0.0.1', 'localhost', '::1'].filter(Boolean).join(',');
const child = spawn(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: {
    ...process.env,
    // Whatever the script starts as plain `node` is the same Node.
    PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    NO_PROXY: direct,
    no_proxy: direct,
  },
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  // The child decides when both end. In a terminal Ctrl-C reaches it a second time, directly.
  process.on(signal, () => child.kill(signal));
}
if (process.env['npm_lifecycle_event'] !== undefined) {
  // npm and its shell, when ended by a signal from elsewhere, do not pass it on: notice that they are gone.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
}
child.on('exit', (code, signal) => {
  if (signal !== null) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else {
    process.exitCode = code ?? 1;
  }
});
