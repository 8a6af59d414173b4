/** What no file of the extension may do, so that there is no way in to guard. */
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { sourceFiles, withoutComments } from '../../contract/sourceFiles.ts';

const files = sourceFiles('src').map(({ path, text, imports }) => ({
  path,
  imports,
  code: withoutComments(text),
}));

function filesWith(pattern: RegExp): readonly string[] {
  return files.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
}

describe('no file', () => {
  it.each<[string, RegExp]>([
    [
      'runs a program',
      /child_process|worker_threads'\)\.exec|\bexecFile\(|\bspawn\(|createTerminal|sendText\(|new vscode\.(?:Shell|Process|Custom)Execution|new vscode\.Task\(/,
    ],
    ['runs text as code', /\beval\((?!\?:)|new Function\(|\bvm\.|runInNewContext|import\((?!['"])/],
    ['opens an address or another program', /openExternal|vscode\.open'|\bxdg-open\b/],
    ['handles addresses from outside', /registerUriHandler/],
    ['measures people', /createTelemetryLogger|sendTelemetryEvent|telemetryReporter/],
    ['takes a text for HTML', /supportHtml\s*=\s*true|enableCommandUris/],
    ['reads variables of the environment', /process\.env/],
    ['turns checks of certificates off', /rejectUnauthorized|NODE_TLS_REJECT/],
    // VS Code gives `fetch` the proxy and the certificates of the person; a dispatcher of our own would go past both.
    [
      'goes past the editor’s proxy and certificates',
      /\bdispatcher\b|ProxyAgent|\bundici\b|https?\.(?:request|get)\(|\bhttp2\b|tls\.connect|net\.connect/,
    ],
  ])('%s', (_, pattern) => {
    expect(filesWith(pattern)).toEqual([]);
  });

  it('but one runs a task: of the workspace, for the one that asks the person first', () => {
    const runs = 'src/surfaces/edits/checkTask.ts';
    expect(filesWith(/executeTask/)).toEqual([runs]);
    expect(filesWith(/\brunTask\(/)).toEqual([runs]);
  });

  it('but one trusts a text whole, and that one has no words from elsewhere', () => {
    const trusting = filesWith(/isTrusted\s*=\s*true/);
    expect(trusting).toEqual(['src/surfaces/statusBar/statusBarHover.ts']);
    const [file] = files.filter(({ path }) => path === trusting[0]);
    const hover = /^function runningHover\(\)[^]*?^\}/m.exec(file?.code ?? '')?.[0];
    expect(hover).toMatch(/isTrusted\s*=\s*true/);
    expect(hover).not.toMatch(/\$\{|\+|append/);
    expect(file?.code.match(/isTrusted\s*=\s*true/g)).toHaveLength(1);
  });

  it('but one shows a message, where links are taken out', () => {
    expect(filesWith(/\.show(?:Error|Warning|Information)Message\(/)).toEqual([
      'src/surfaces/shell/messages.ts',
    ]);
  });

  it('but the client’s and the look-ups’ sends requests, always the editor’s fetch', () => {
    const senders = filesWith(/(?:\bfetch|fetchUrl)\(/).toSorted();
    expect(senders).toEqual([
      'src/core/pricing/priceData.ts',
      'src/core/providers/endpointLookup.ts',
      'src/core/providers/openaiClient.ts',
      'src/practice/localServers.ts',
      'src/surfaces/shell/editorFetch.ts',
    ]);
    const redirects = files
      .filter(({ path }) => senders.includes(path))
      .map(({ code }) => /redirect: 'error'/.test(code));
    expect(redirects).toEqual(senders.map(() => true));
  });

  it('but one has a way of its own, for plain http to this machine alone', () => {
    const opening = files.filter(({ code }) => /\brequest(?: as \w+)?\b[^;]* from 'node:https?'/.test(code));
    expect(opening.map(({ path }) => path)).toEqual(['src/surfaces/shell/editorFetch.ts']);
    expect(opening[0]?.code).toMatch(/url\.protocol === 'http:' && reachOf\(url\.hostname\) === 'loopback'/);
    expect(filesWith(/(?<!typeof )globalThis\.fetch/)).toEqual(['src/surfaces/shell/editorFetch.ts']);
  });

  it('but the practice server listens, on this machine alone', () => {
    expect(filesWith(/createServer\(/)).toEqual(['src/practice/practiceServer.ts']);
    expect(filesWith(/\.listen\(0, '127\.0\.0\.1'/)).toEqual(['src/practice/practiceServer.ts']);
  });
});

describe('the manifest', () => {
  it('keeps every setting that says where requests go, or that runs unasked, to the person', () => {
    const properties = manifest.contributes.configuration.flatMap(({ properties: some }) =>
      Object.entries(some),
    );
    const application = properties.filter(([, { scope }]) => scope === 'application').map(([name]) => name);
    expect(application.toSorted()).toEqual([
      'switchyard.budget.unknownPrice',
      'switchyard.inlineCompletion.enabled',
      'switchyard.models.fast',
      'switchyard.models.prices',
      'switchyard.models.reasoning',
      'switchyard.models.refreshPrices',
      'switchyard.providers',
    ]);
    expect(
      properties
        .map(([, { scope }]) => scope)
        .filter((scope) => scope !== 'application' && scope !== 'resource'),
    ).toEqual([]);
  });

  it('says what Restricted Mode means', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
  });
});
