/** `npm start`: a real VS Code with the built extension and a copy of the sample workspace. */
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { canOpenDesktop, openDesktop } from './desktop.ts';
import { hasCode } from './errorCode.ts';
import { hostDir, install } from './install.mjs';
import { layOutExtension, placeExtension } from './installExtension.ts';
import { openLifetime, type Lifetime } from './lifetime.ts';
import { startServer } from './server.ts';

const usage = `npm start -- [options]
  --browser    VS Code from npm in a browser, even where \`code\` is on the PATH
  --port N     the loopback port to try first (8790)
  --fresh      forget settings, keys and the ledger of earlier runs
  --no-build   use dist/ as it is`;

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    browser: { type: 'boolean', default: false },
    // The browser keeps secrets by address, so it should be the same at each start.
    port: { type: 'string', default: '8790' },
    fresh: { type: 'boolean', default: false },
    build: { type: 'boolean', default: true },
    help: { type: 'boolean', default: false },
  },
});

const home = path.join(hostDir, 'start');
const mode = options.build ? 'production' : 'none';
const workspace = path.join(home, 'corner-shop');

const thingsToTry = `Three things to try (F1 opens the command palette); no key is needed:
  1. Switchyard: Ask…              type: sort dog, paper, cat, eggs, cheese into categories
  2. Switchyard: Refactor Selection…  on the nested shippingCost in src/shipping.ts
  3. Switchyard: Open Dashboard    what each request cost, and what was hidden

The folder is a copy, laid anew at each start, and trusted without a question. Settings, keys and the ledger
stay until \`npm start -- --fresh\`. Ctrl-C ends everything.`;

if (options.help) {
  console.log(usage);
} else {
  const lifetime = openLifetime(0);
  try {
    await main(lifetime);
  } finally {
    await lifetime.end();
  }
}

async function main(lifetime: Lifetime): Promise<void> {
  if (options.fresh) {
    await rm(home, { recursive: true, force: true });
  }
  await rm(workspace, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  await cp(path.join(import.meta.dirname, 'workspace'), workspace, { recursive: true });
  if (!options.browser && canOpenDesktop()) {
    await inDesktop(lifetime);
  } else {
    await inBrowser(lifetime);
  }
}

async function inDesktop(lifetime: Lifetime): Promise<void> {
  const extension = path.join(home, 'extension');
  await layOutExtension(extension, { build: mode });
  const desktop = openDesktop({ dataFolder: path.join(home, 'desktop'), extension, workspace });
  lifetime.atEnd(desktop.stop);
  console.log(`\nVS Code opens the sample workspace in a window of its own.\n\n${thingsToTry}\n`);
  await desktop.ended;
}

async function inBrowser(lifetime: Lifetime): Promise<void> {
  await install(['node24', 'vscode']);
  const dataFolder = path.join(home, 'browser');
  await placeExtension(dataFolder, { build: mode });
  const token = await readOrMakeToken(path.join(dataFolder, 'token'));
  const server = await startServer({
    kit: 'vscode',
    runFolder: await lifetime.runFolder(),
    dataFolder,
    preferredPort: Number(options.port),
    token,
    settings: {
      'workbench.editorAssociations': { '**/corner-shop/README.md': 'vscode.markdown.preview.editor' },
    },
    landing: { folder: workspace, file: path.join(workspace, 'README.md') },
  });
  lifetime.atEnd(server.stop);
  console.log(`\nOpen http://${server.authority}/?tkn=${token}\n\n${thingsToTry}\n`);
  await server.ended;
}

/** Kept, so that a page left open works after the next start. Others on this machine don't know it. */
async function readOrMakeToken(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      throw error;
    }
    const token = randomBytes(16).toString('hex');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, token, { mode: 0o600 });
    return token;
  }
}
