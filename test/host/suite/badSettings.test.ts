/** A setting that nobody can trust is named with its mend; a limit among them stops all spending. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import type { SettingName } from '../../../src/settings/schema.ts';
import type { SettingProblem } from '../../../src/settings/settingProblem.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, writeFile } from './support/editors.ts';
import { removeSettings, settingsFile } from './support/settingsFile.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('bad settings', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  /** The one problem there is, once the settings have been read. */
  async function theProblem(): Promise<SettingProblem> {
    const problems = await until('a problem', async () => {
      const { problems: found } = await bed.engine.settings.current();
      return found.length > 0 && found;
    });
    assert.equal(problems.length, 1, problems.map(({ message }) => message).join('\n'));
    const [problem] = problems;
    assert.ok(problem);
    return problem;
  }

  async function assertNothingIsPaid(): Promise<void> {
    const item = await untilStatus(bed.screen, /^Fix budget setting$/);
    assert.equal(item.kind, 'error');
    const { document } = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    const before = document.getText();
    bed.start('switchyard.complete');
    const told = await until('a refusal', () => bed.told().at(-1));
    const { message, mend } = await theProblem();
    assert.equal(told, `Paid calls wait until a setting is mended: ${message} ${mend}`);
    assert.deepEqual(server.calls(), []);
    assert.equal(document.getText(), before);
  }

  const badLimits: readonly (readonly [string, SettingName, unknown])[] = [
    ['a budget of the wrong type', 'budget.perDay', 'five dollars'],
    ['a negative budget', 'budget.perMonth', -1],
    ['a cap that is no whole number', 'limits.fastTokens', 12.5],
    ['a word that is none of the choices', 'budget.whenReached', 'explode'],
  ];
  for (const [what, name, value] of badLimits) {
    test(`${what} is named, and nothing is paid`, async () => {
      await bed.set(name, value);
      const problem = await theProblem();
      assert.equal(problem.setting, `switchyard.${name}`);
      assert.ok(problem.message.includes(`switchyard.${name}`), problem.message);
      assert.match(problem.mend, /^[A-Z].*\.$/);
      await assertNothingIsPaid();
    });
  }

  test('a misspelt limit in .vscode/settings.json is named with the right spelling, and nothing is paid', async () => {
    await writeFile(settingsFile, '{ "switchyard.budget.perday": 1 }');
    try {
      const problem = await theProblem();
      assert.match(problem.message, /^switchyard\.budget\.perday in \.vscode\/settings\.json, line 1,/);
      assert.match(problem.mend, /switchyard\.budget\.perDay, capitals and all\.$/);
      await assertNothingIsPaid();
    } finally {
      await removeSettings(bed.engine);
    }
  });

  test('broken JSON in .vscode/settings.json is named with its line, and nothing is paid', async () => {
    await writeFile(settingsFile, '{\n  "switchyard.budget.perDay": 1\n  "a": 2\n}');
    try {
      const problem = await theProblem();
      assert.match(problem.message, /^\.vscode\/settings\.json has a syntax error in line 3,/);
      await assertNothingIsPaid();
    } finally {
      await removeSettings(bed.engine);
    }
  });

  test('a model of a provider that is not set up is named', async () => {
    await bed.set('models.fast', 'nowhere/some-model');
    const problem = await theProblem();
    assert.equal(problem.setting, 'switchyard.models.fast');
    assert.match(problem.message, /nowhere/);
    assert.match(problem.mend, /switchyard\.providers/);
  });

  for (const baseUrl of ['not a url', 'ftp://example.com/v1', 'http://api.example.com/v1']) {
    test(`an address that may not be used is refused before anything is sent: ${baseUrl}`, async () => {
      await bed.set('providers', { [bed.providerId]: { baseUrl, dialect: 'openai' } });
      await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
      bed.start('switchyard.complete');
      const told = await until('a refusal', () => bed.told().at(-1));
      const { message, mend } = await theProblem();
      assert.equal(told, `${message} ${mend}`);
      assert.ok(message.startsWith('switchyard.providers in your user settings'), message);
      assert.ok(message.includes(`"${bed.providerId}.baseUrl"`), message);
      assert.equal(await bed.held(), 0);
    });
  }
});
