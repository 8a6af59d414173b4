/**
 * *Set Workspace Budget…*: guides a team lead through the limits of `.vscode/settings.json`, one after
 * the other, and shows what each would have meant for this machine's own last days.
 */
import * as vscode from 'vscode';
import type { Engine } from '../shell/engine.ts';
import type { Period } from '../../core/model/budget.ts';
import { reachedInWords, spentInWords, spentPer } from '../../core/ledger/reports.ts';
import type { LedgerRow } from '../../core/model/ledger.ts';
import { formatLimit } from '../../core/words/figures.ts';
import { infoOf, type SettingName, type SettingValue } from '../../settings/schema.ts';
import { fullName } from '../../settings/settingProblem.ts';
import { showInformation } from '../shell/messages.ts';
import { settingsFileOf, windowLabel, workspaceIdentityNow } from '../shell/workspaceFiles.ts';

interface Step extends vscode.QuickPickItem {
  /** @returns true where the guide is at its end. */
  readonly run: () => Promise<boolean>;
}

interface Amount {
  readonly name: SettingName;
  readonly period: Period;
  readonly label: string;
}

const amounts: readonly Amount[] = [
  { name: 'budget.perDay', period: 'day', label: 'Budget per day' },
  { name: 'budget.perWeek', period: 'week', label: 'Budget per week' },
  { name: 'budget.perMonth', period: 'month', label: 'Budget per month' },
  { name: 'limits.costPerRequest', period: 'request', label: 'Most for one request' },
];

const choices: readonly (readonly [SettingName, string])[] = [
  ['budget.whenReached', 'When a budget is reached'],
  ['limits.maxEffort', 'Most thinking'],
  ['routing.policy.format', 'Thinking for format'],
  ['routing.policy.complete', 'Thinking for complete'],
  ['routing.policy.refactor', 'Thinking for refactor'],
  ['routing.policy.architect', 'Thinking for architect'],
];

const title = 'Switchyard: Set Workspace Budget';
const lookBackDays = 30;
const rowsRead = 5000;

/** What was spent before, as far as it says something about this workspace. */
interface LookBack {
  readonly rows: readonly LedgerRow[];
  /** Whose rows they are. */
  readonly where: string;
}

export async function setWorkspaceBudget(engine: Engine): Promise<void> {
  const past = await lookBack(engine);
  for (;;) {
    const steps = [
      ...amounts.map((amount) => amountStep(engine, past, amount)),
      modelsStep(engine, past),
      ...choices.map(([name, label]) => choiceStep(engine, name, label)),
      fileStep(),
    ];
    const chosen = await vscode.window.showQuickPick(steps, {
      title,
      placeHolder: 'Per developer and machine: tightens what they set. Below, what this machine spent.',
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (chosen === undefined || (await chosen.run())) return;
  }
}

/** What this workspace says itself, whatever counts in the end. */
function saidHere(name: SettingName): unknown {
  return vscode.workspace.getConfiguration(undefined, null).inspect(fullName(name))?.workspaceValue;
}

function shown(value: unknown, inWords: (value: unknown) => string = String): string {
  return value === undefined ? 'not set here' : inWords(value);
}

function dollars(value: unknown): string {
  return typeof value === 'number' ? formatLimit(value) : 'no limit';
}

function amountStep(engine: Engine, { rows, where }: LookBack, { name, period, label }: Amount): Step {
  const sums = spentPer(period, rows);
  const words = spentInWords(period, sums);
  const spent = `${where}: ${words ?? 'nothing spent'}`;
  return {
    label: `$(credit-card) ${label}`,
    description: shown(saidHere(name), dollars),
    detail: spent,
    async run() {
      const text = await vscode.window.showInputBox({
        title: `${label}, per developer and machine`,
        prompt: `Last ${spent}. For the whole team, set a limit on the key at the provider.`,
        placeHolder: 'US dollars, e.g. 2.50; empty removes the limit',
        value: typeof saidHere(name) === 'number' ? String(saidHere(name)) : '',
        ignoreFocusOut: true,
        validateInput: (typed) => judgement(typed, (limit) => reachedInWords(period, sums, limit)),
      });
      if (text === undefined) return false;
      const value = text.trim() === '' ? undefined : Number(text);
      await write(
        engine,
        name,
        value,
        value === undefined
          ? `No limit per ${period} here any more; each developer’s own holds.`
          : `At most ${formatLimit(value)} per ${period} here, per developer and machine.`,
      );
      return false;
    },
  };
}

/** While one types: what the amount would have meant, or why it is none. */
function judgement(
  typed: string,
  meaning: (limit: number) => string,
): vscode.InputBoxValidationMessage | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  return /^\d{1,6}(?:\.\d{1,9})?$/.test(text)
    ? { message: meaning(Number(text)), severity: vscode.InputBoxValidationSeverity.Info }
    : {
        message: 'Type an amount in dollars, e.g. 2.50.',
        severity: vscode.InputBoxValidationSeverity.Error,
      };
}

function choiceStep(engine: Engine, name: SettingName, label: string): Step {
  return {
    label: `$(list-selection) ${label}`,
    description: shown(saidHere(name)),
    async run() {
      const remove = {
        label: '$(trash) Say nothing here',
        value: undefined,
        detail: 'Each developer’s own choice holds.',
      };
      const values = Object.entries(infoOf(name).enumDescriptions ?? {});
      const chosen = await vscode.window.showQuickPick(
        [...values.map(([value, detail]) => ({ label: value, value, detail })), remove],
        {
          title: label,
          placeHolder: 'It counts where it is stricter than a developer’s own choice.',
          ignoreFocusOut: true,
        },
      );
      if (chosen === undefined) return false;
      const done =
        chosen.value === undefined ? 'is each developer’s own choice again' : `is at most ${chosen.label}`;
      await write(engine, name, chosen.value, `${label} ${done} in this workspace (${fullName(name)}).`);
      return false;
    },
  };
}

function modelsStep(engine: Engine, { rows, where }: LookBack): Step {
  const name = 'models.allowed';
  const said = saidHere(name);
  const listed: readonly unknown[] = Array.isArray(said) ? said : [];
  return {
    label: '$(checklist) Allowed models',
    description: listed.length === 0 ? 'any that a developer set up' : listed.join(', '),
    async run() {
      const items = (await knownModels(engine, rows)).map((model) => ({
        label: model,
        detail: `${requestsOn(model, rows)} of ${rows.length} calls in ${where}`,
        picked: listed.includes(model),
      }));
      const chosen = await vscode.window.showQuickPick(items, {
        title: 'Allowed models',
        placeHolder: 'None ticked: any model. Others can be added in the file.',
        canPickMany: true,
        ignoreFocusOut: true,
      });
      if (chosen === undefined) return false;
      const models = chosen.map(({ label }) => label);
      await write(
        engine,
        name,
        models.length === 0 ? undefined : models,
        models.length === 0
          ? 'Any model that a developer set up may be called in this workspace.'
          : `Only these may be called in this workspace: ${models.join(', ')}.`,
      );
      return false;
    },
  };
}

/** Those of the file, those set up here and those that were called here, and each provider as a whole. */
async function knownModels(engine: Engine, rows: readonly LedgerRow[]): Promise<readonly string[]> {
  const { settings } = await engine.settings.current();
  const said = saidHere('models.allowed');
  const names = [
    ...(Array.isArray(said) ? said.map(String) : []),
    settings['models.fast'],
    settings['models.reasoning'],
    ...rows.flatMap(({ endpointId, model }) => (endpointId && model ? [`${endpointId}/${model}`] : [])),
  ].filter((name) => name !== '');
  const wildcards = names.map((name) => `${name.slice(0, name.indexOf('/'))}/*`);
  return [...new Set([...names, ...wildcards])];
}

function requestsOn(model: string, rows: readonly LedgerRow[]): number {
  const isOn = (name: string): boolean =>
    model.endsWith('*') ? name.startsWith(model.slice(0, -1)) : name === model;
  return rows.filter(({ endpointId, model: called }) => isOn(`${endpointId}/${called}`)).length;
}

function fileStep(): Step {
  return {
    label: `$(go-to-file) Open ${windowLabel()}`,
    description: 'to commit it',
    async run() {
      const file = settingsFileOf(windowLabel());
      try {
        if (file !== undefined) await vscode.window.showTextDocument(file);
      } catch {
        void showInformation('There is no such file yet: nothing has been set here.');
      }
      return true;
    },
  };
}

async function write(
  engine: Engine,
  name: SettingName,
  value: SettingValue | undefined,
  done: string,
): Promise<void> {
  void showInformation((await engine.settings.write(name, value, 'workspace')) ?? done);
}

/** A workspace that is new is measured by what this machine spent elsewhere. */
async function lookBack({ ledger }: Engine): Promise<LookBack> {
  const since = Date.now() - lookBackDays * 86_400_000;
  const workspaceId = workspaceIdentityNow();
  const rows = (await ledger.recent(rowsRead)).filter(
    ({ startedAt, task, tier }) => startedAt >= since && tier !== 'local' && task.realm === 'real',
  );
  const here = rows.filter(({ task }) => task.workspaceId === workspaceId);
  return here.length > 0 || rows.length === 0
    ? { rows: here, where: `${lookBackDays} days here` }
    : { rows, where: `${lookBackDays} days, all workspaces` };
}
