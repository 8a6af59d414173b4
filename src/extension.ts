/**
 * The composition root: makes the parts and wires them, the only file that does. Activation registers
 * commands and the status bar; everything heavier is loaded by `engine()` on first use.
 */
import * as vscode from 'vscode';
import type { Question } from './core/gatewayTask.ts';
import { refusedOwnLimit } from './vscode/budgetOffers.ts';
import { commandList, type CommandId } from './vscode/commandTable.ts';
import { createDashboardPanel } from './vscode/dashboardPanel.ts';
import { createEditReview } from './vscode/editReview.ts';
import type { Engine } from './vscode/engine.ts';
import { createLog } from './vscode/log.ts';
import { choose, showError } from './vscode/messages.ts';
import { createNotes } from './vscode/notes.ts';
import type { RequestCommands } from './vscode/requestCommands.ts';
import { createScratch } from './vscode/scratch.ts';
import { createStatusBar } from './vscode/statusBar.ts';
import { systemClock } from './vscode/systemClock.ts';
import { createTaskRunner } from './vscode/taskRunner.ts';

/** For the in-host tests alone. */
export interface TestApi {
  readonly engine: () => Promise<Engine>;
  /** What was said to the person, problems included, newest last. */
  readonly told: readonly string[];
  /** Stands in for the person before dialogs, of which VS Code shows none to a test; says no unless replaced. */
  answer: (question: Question) => boolean;
  /** The same for a dialog in words. */
  confirm: (words: string) => boolean;
  /** The same before an edit is applied that failed its check or was not checked. */
  applyAnyway: (words: string) => boolean;
}

export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const log = createLog();
  const told: string[] = [];
  const tell = (message: string): void => {
    told.push(message);
    vscode.window.setStatusBarMessage(`$(info) ${message}`, 8000);
  };
  const isTest = context.extensionMode === vscode.ExtensionMode.Test;
  const testApi: TestApi = {
    engine: () => engine(),
    told,
    answer: () => false,
    confirm: () => false,
    applyAnyway: () => false,
  };

  let starting: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => {
    starting ??= import('./vscode/engine.ts').then(({ startEngine }) => startEngine(context, log));
    return starting;
  };
  const runner = createTaskRunner(async () => (await engine()).gateway);
  const statusBar = createStatusBar(runner);
  const review = createEditReview({
    tell,
    choose: isTest
      ? async (message, detail, first) => (testApi.applyAnyway(`${message}\n${detail}`) ? first : undefined)
      : choose,
  });
  const notes = createNotes();
  const scratch = createScratch(context.globalStorageUri);
  let requesting: Promise<RequestCommands> | undefined;
  const requests = (): Promise<RequestCommands> => {
    requesting ??= import('./vscode/requestCommands.ts').then(({ createRequestCommands }) =>
      createRequestCommands({
        engine,
        runner,
        review,
        scratch,
        statusBar,
        tell,
        log,
        workspaceState: context.workspaceState,
        globalState: context.globalState,
        ...(isTest && {
          onProblem: ({ message }) => told.push(message),
          ask: async (question) => testApi.answer(question),
          confirm: async (message, detail) => testApi.confirm(`${message}\n${detail}`),
        }),
      }),
    );
    return requesting;
  };

  const dashboard = createDashboardPanel({
    extensionUri: context.extensionUri,
    source: async () => {
      const { createDashboardSource } = await import('./vscode/dashboardSource.ts');
      return createDashboardSource(await engine(), runner, notes);
    },
    clock: systemClock,
    log,
  });

  const handlers: Record<CommandId, () => unknown> = {
    'switchyard.ask': async () => (await requests()).ask(),
    'switchyard.format': async () => (await requests()).format(),
    'switchyard.complete': async () => (await requests()).complete(),
    'switchyard.refactor': async () => (await requests()).refactor(),
    'switchyard.architect': async () => (await requests()).architect(),
    'switchyard.stop': () => {
      runner.stop();
      statusBar.closeHover();
    },
    'switchyard.answerFastNow': () => {
      runner.answerFastNow();
      statusBar.closeHover();
    },
    'switchyard.applyEdit': () => review.applyShown(),
    'switchyard.discardEdit': () => review.discardShown(),
    'switchyard.retryWithReasoning': async () => (await requests()).retry({ tier: 'reasoning' }),
    'switchyard.retryFast': async () => (await requests()).retry({ tier: 'fast' }),
    'switchyard.undoAndRetry': async () => (await requests()).undoAndRetry(),
    'switchyard.chooseCheckTask': async () => (await requests()).chooseCheckTask(),
    'switchyard.reroute': async () =>
      (await import('./vscode/reroute.ts')).reroute(runner.last(), async (override) =>
        (await requests()).retry(override),
      ),
    'switchyard.explainLastRoute': async () =>
      (await import('./vscode/lastRoute.ts')).explainLastRoute(notes, runner.last()),
    'switchyard.showThinking': async () =>
      (await import('./vscode/lastRoute.ts')).showThinking(notes, runner.last()),
    'switchyard.openDashboard': () => dashboard.open(),
    'switchyard.setUpModels': async () => (await import('./vscode/setUp.ts')).setUpModels(await engine()),
    'switchyard.changeModel': async () =>
      (await import('./vscode/changeModel.ts')).changeModel(await engine(), runner.last()),
    'switchyard.setApiKey': async () => (await import('./vscode/setUp.ts')).setApiKey(await engine()),
    'switchyard.removeApiKey': async () => (await import('./vscode/setUp.ts')).removeApiKey(await engine()),
    'switchyard.setWorkspaceBudget': async () =>
      (await import('./vscode/workspaceBudget.ts')).setWorkspaceBudget(await engine()),
    'switchyard.raiseLimit': async () =>
      (await import('./vscode/ownLimits.ts')).changeOwnLimit(
        (await engine()).settings,
        refusedOwnLimit(runner.last()?.end),
      ),
    'switchyard.setModelPrice': async () =>
      (await import('./vscode/modelPrice.ts')).setModelPrice(await engine()),
    'switchyard.allowOnce': async () => (await requests()).allowOnce(),
    'switchyard.showSettingProblems': async () =>
      (await import('./vscode/settingProblems.ts')).showSettingProblems((await engine()).settings),
    'switchyard.manageRoutingRules': async () =>
      (await import('./vscode/routingRules.ts')).manageRoutingRules((await engine()).rules, runner.last()),
    'switchyard.acknowledgeCapBreach': async () => {
      await (await engine()).capBreaches.acknowledgeAll();
      tell('The model may be used again.');
    },
    'switchyard.copyDiagnostics': async () => {
      const { diagnosticsText } = await import('./vscode/userData.ts');
      const version = String(context.extension.packageJSON['version']);
      await vscode.env.clipboard.writeText(await diagnosticsText(await engine(), version));
      tell('Diagnostics copied: no keys, no prompts in them.');
    },
    'switchyard.deleteMyData': async () =>
      (await import('./vscode/userData.ts')).deleteMyData(await engine(), [
        context.globalState,
        context.workspaceState,
      ]),
  };
  for (const [id] of commandList) {
    context.subscriptions.push(vscode.commands.registerCommand(id, handlers[id]));
  }
  context.subscriptions.push(log.output, runner, statusBar, review, notes, dashboard, {
    dispose: () => void starting?.then((started) => started.dispose()),
  });

  // The status bar shows today's spend as soon as the editor has come to rest.
  const start = async (): Promise<void> => {
    try {
      const started = await engine();
      statusBar.attach(started);
      const { tellOfBrokenSettings } = await import('./vscode/settingNotices.ts');
      context.subscriptions.push(await tellOfBrokenSettings(started.settings));
      const { tellOfLedger } = await import('./vscode/ledgerNotices.ts');
      await tellOfLedger(started);
    } catch (error) {
      log.error(`start: ${String(error)}`);
      await showError(`Switchyard could not start: ${String(error)}`);
    }
  };
  void start();
  return isTest ? testApi : undefined;
}
