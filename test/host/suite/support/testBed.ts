/**
 * The window of the tests with a provider that counts money: a server of the test's own, set up under a name of its
 * own as any real endpoint would be, with prices, a key, and a person who answers.
 */
import type { Engine } from '../../../../src/surfaces/shell/engine.ts';
import assert from 'node:assert/strict';
import type { Context } from 'mocha';
import * as vscode from 'vscode';
import { periodKeysAt } from '../../../../src/core/model/budget.ts';
import type { Question } from '../../../../src/core/gateway/contract.ts';
import type { LedgerRow } from '../../../../src/core/model/ledger.ts';
import type { DialectName } from '../../../../src/core/model/provider.ts';
import type { TestApi } from '../../../../src/extension.ts';
import type { SettingName } from '../../../../src/settings/schema.ts';
import type { CommandId } from '../../../../src/surfaces/shell/commandTable.ts';
import { screenOrSkip, type Screen } from '../screen.ts';
import type { TestServer } from './controlledServer.ts';
import { closeEditors } from './editors.ts';
import { until } from './until.ts';

/** Dollars per million tokens; each is a whole number of nano-dollars per token. */
export const testPrices = {
  fast: { input: 0.15, cacheRead: 0.075, output: 0.6 },
  reasoning: { input: 2, cacheRead: 0.5, output: 8 },
} as const;

export interface TestBed {
  readonly engine: Engine;
  readonly screen: Screen;
  readonly providerId: string;
  /** What the person was asked since the test began. */
  readonly asked: readonly Question[];
  /** What the person answers: yes, unless the test says otherwise. */
  answer: boolean;
  /** What the person was asked before an edit was applied, since the test began. */
  readonly askedToApply: readonly string[];
  /** What they answer: yes, unless the test says otherwise. */
  appliesAnyway: boolean;
  /** What was said to the person since the test began. */
  told(): readonly string[];
  /** Runs a command; many end only when the person has decided, so tests wait for an effect instead. */
  start(command: CommandId): void;
  /** Writes a user setting until the test's end. */
  readonly set: (name: SettingName, value: unknown) => Promise<void>;
  /** Rows written since the test began, oldest first, once there are `count` and none is held. */
  rows(count: number): Promise<readonly LedgerRow[]>;
  /** Nano-dollars that holds keep from the day's budget. */
  held(): Promise<number>;
  /** Before each test: forgets what came before. */
  begin(): Promise<void>;
  /** After each test: a clean desk, nothing running, the settings of the start. */
  end(): Promise<void>;
  /** After the last test. */
  close(): Promise<void>;
}

export interface TestBedOptions {
  readonly dialect?: DialectName;
  /** Names of the models, as the server knows them. */
  readonly fast?: string;
  readonly reasoning?: string;
  /** False for models whose price nobody knows; they have `testPrices` unless told. */
  readonly priced?: boolean;
}

export async function openTestBed(
  context: Context,
  server: TestServer,
  { dialect = 'openai', fast = 'fast', reasoning = 'reasoning', priced = true }: TestBedOptions = {},
): Promise<TestBed> {
  const screen = screenOrSkip(context);
  const api = await testApi();
  const engine = await api.engine();
  // Every suite is new to the ledger: what others taught about waits and costs is not its own.
  const providerId = `shop${crypto.getRandomValues(new Uint32Array(1)).join()}`;
  const settings = userSettings();
  await engine.keys.set(providerId, { origin: new URL(server.baseUrl).origin, key: server.apiKey });
  const prices = priced
    ? {
        [`${providerId}/${fast}`]: testPrices.fast,
        [`${providerId}/${reasoning}`]: testPrices.reasoning,
      }
    : {};
  // Together, since VS Code takes its time for each.
  await Promise.all([
    settings.set('providers', { [providerId]: { baseUrl: server.baseUrl, dialect } }),
    settings.set('models.prices', prices),
    settings.set('models.fast', `${providerId}/${fast}`),
    settings.set('models.reasoning', `${providerId}/${reasoning}`),
    settings.set('limits.requestsPerMinute', 600),
    // VS Code in a browser would save what a test leaves unsaved.
    writeSetting('files.autoSave', 'off'),
  ]);
  settings.keep();

  let asked: Question[] = [];
  let askedToApply: string[] = [];
  let toldBefore = 0;
  let knownRows = new Set<string>();
  let failures: unknown[] = [];
  const recent = (): Promise<readonly LedgerRow[]> => engine.ledger.recent(200);

  const bed: TestBed = {
    engine,
    screen,
    providerId,
    get asked() {
      return asked;
    },
    answer: true,
    get askedToApply() {
      return askedToApply;
    },
    appliesAnyway: true,
    told: () => api.told.slice(toldBefore),
    start(command) {
      vscode.commands
        .executeCommand(command)
        .then(undefined, (error: unknown) => failures.push(`${command}: ${String(error)}`));
    },
    set: settings.set,
    async rows(count) {
      let last: readonly LedgerRow[] = [];
      const look = async (): Promise<readonly LedgerRow[] | undefined> => {
        last = (await recent()).filter(({ attemptId }) => !knownRows.has(attemptId)).toReversed();
        return last.length >= count && last.every(({ state }) => state !== 'held') ? last : undefined;
      };
      const seen = () => ({
        rows: last.map(({ task, tier, state }) => `${task.class} ${tier} ${state}`),
        calls: server.calls().length,
        told: bed.told(),
        asked: asked.map(({ type }) => type),
        failures,
      });
      return until(`${count} rows that have ended`, look, { last: seen });
    },
    async held() {
      const { limits } = await engine.settings.current();
      const now = Date.now();
      const states = await engine.ledger.budgets(
        limits.filter(({ period }) => period === 'day'),
        periodKeysAt(now),
        now,
      );
      return Math.max(0, ...states.map(({ held }) => held));
    },
    async begin() {
      await vscode.commands.executeCommand('notifications.clearAll');
      await screen.statusBarShown({ from: Number.MAX_SAFE_INTEGER });
      server.reset();
      asked = [];
      failures = [];
      bed.answer = true;
      askedToApply = [];
      bed.appliesAnyway = true;
      toldBefore = api.told.length;
      knownRows = new Set((await recent()).map(({ attemptId }) => attemptId));
      api.answer = (question) => {
        asked.push(question);
        return bed.answer;
      };
      api.applyAnyway = (words) => {
        askedToApply.push(words);
        return bed.appliesAnyway;
      };
    },
    async end() {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await vscode.commands.executeCommand('switchyard.stop');
      await until('rest', async () => (await engine.ledger.running()).every(({ foreign }) => foreign));
      await vscode.commands.executeCommand('switchyard.discardEdit');
      await closeEditors();
      await settings.restore();
      assert.deepEqual(failures, []);
    },
    async close() {
      api.answer = () => false;
      api.applyAnyway = () => false;
      await settings.removeAll();
      await engine.keys.remove(providerId);
      await server.close();
    },
  };
  return bed;
}

export async function testApi(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi | undefined>('switchyard.switchyard');
  assert.ok(extension, 'VS Code does not know the extension');
  const api = await extension.activate();
  assert.ok(api, 'the extension was not started for tests');
  return api;
}

interface UserSettings {
  readonly set: (name: SettingName, value: unknown) => Promise<void>;
  /** What was set so far stays until `removeAll`. */
  keep(): void;
  /** Removes what was set since `keep`. */
  restore(): Promise<void>;
  removeAll(): Promise<void>;
}

/** Values of any type, since bad ones are tested too. */
function userSettings(): UserSettings {
  const kept = new Map<SettingName, unknown>();
  const changed = new Map<SettingName, unknown>();
  const write = (name: SettingName, value: unknown): Promise<void> =>
    writeSetting(`switchyard.${name}`, value);
  return {
    set(name, value) {
      changed.set(name, value);
      return write(name, value);
    },
    keep() {
      for (const [name, value] of changed) kept.set(name, value);
      changed.clear();
    },
    async restore() {
      await Promise.all([...changed.keys()].map((name) => write(name, kept.get(name))));
      changed.clear();
    },
    async removeAll() {
      await Promise.all([...changed.keys(), ...kept.keys()].map((name) => write(name, undefined)));
    },
  };
}

async function writeSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
}
