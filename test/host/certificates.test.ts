/** A company's own certificate authority, as the machine of a person knows it, holds for requests, too. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { selfSignedCertificate } from './certificate.ts';
import { sitDown } from './person.ts';

const canRunVscode = process.platform === 'linux' && process.arch === 'x64';

test.skipIf(!canRunVscode)(
  'a certificate of the company’s own is trusted where the machine trusts it',
  async () => {
    const { cert, key } = selfSignedCertificate();
    const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-ca-'));
    const authority = path.join(folder, 'ca.pem');
    writeFileSync(authority, cert);
    const reached: string[] = [];
    const server = createServer({ cert, key }, (request, response) => {
      reached.push(request.headers.authorization ?? '');
      void text(request).then(() => {
        const message = { role: 'assistant', content: '// done' };
        const usage = { prompt_tokens: 9, completion_tokens: 2 };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }], usage }));
        return undefined;
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const person = await sitDown({
      // Where OpenSSL looks for what the machine trusts.
      env: { SSL_CERT_FILE: authority },
      settings: {
        'switchyard.providers': { company: { baseUrl: `https://localhost:${port}/v1`, dialect: 'custom' } },
        'switchyard.models.fast': 'company/fast',
        'switchyard.models.prices': { 'company/fast': { input: 1, output: 1 } },
      },
    });
    try {
      await person.statusBarMatching(/\$0\/\$5/);
      await person.command('Switchyard: Set API Key');
      await person.page.locator('.quick-input-widget', { hasText: 'API key for company' }).waitFor();
      await person.typeInQuickInput('sk-company');
      await person.press('Enter');
      await person.openFile('src/cart.ts', 9);
      await person.command('Switchyard: Complete at Cursor');
      expect(await person.dialog()).toContain('Send code and questions to localhost');
      await person.clickDialog('Send');
      await expect.poll(() => reached).toEqual(['Bearer sk-company']);
    } finally {
      await person.leave();
      server.close();
      rmSync(folder, { recursive: true });
    }
  },
);
