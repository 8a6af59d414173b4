/**
 * The composition root: makes the parts and wires them, the only file that does. Activation registers
 * commands and the status bar; everything heavier is loaded by `engine()` on first use.
 */
import * as vscode from 'vscode';
import { seeLog } from './core/words/errorText.ts';
import type { Engine } from './surfaces/shell/engine.ts';
import type { Question } from './core/gateway/contract.ts';
import { refusedOwnLimit } from './surfaces/settings/budgetOffers.ts';
import { commandList, type CommandId } from './surfaces/shell/commandTable.ts';
import { createBoard } from './surfaces/shell/board.ts';
import { createDashboardPanel } from './surfaces/dashboardPanel/dashboardPanel.ts';
import { createEditReview } from './surfaces/edits/editReview.ts';
import { createLog, systemClock } from './surfaces/shell/ports.ts';
import { choose, showError } from './surfaces/shell/messages.ts';
import { createNotes } from './surfaces/shell/notes.ts';
import type { RequestCommands } from './surfaces/commands/requestCommands.ts';
import { createScratch } from './surfaces/shell/scratch.ts';
import { createStatusBar } from './surfaces/statusBar/statusBar.ts';
import { createTaskRunner } from './surfaces/shell/taskRunner.ts';

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
    starting ??= import('./engine.ts').then(({ startEngine }) => startEngine(context, log));
    return starting;
  };
  const runner = createTaskRunner(async () => (await engine()).gateway);
  const board = createBoard({ runner, clock: systemClock, log });
  const statusBar = createStatusBar(board);
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
    requesting ??= import('./surfaces/commands/requestCommands.ts').then(({ createRequestCommands }) =>
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
      const { createDashboardSource } = await import('./surfaces/dashboardPanel/dashboardSource.ts');
      return createDashboardSource({ engine: await engine(), board, runner, notes });
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
      (await import('./surfaces/settings/routingRules.ts')).reroute(runner.last(), async (override) =>
        (await requests()).retry(override),
      ),
    'switchyard.explainLastRoute': async () =>
      (await import('./surfaces/commands/lastRoute.ts')).explainLastRoute(
        notes,
        runner.last(),
        async () => (await engine()).ledger,
      ),
    'switchyard.showThinking': async () =>
      (await import('./surfaces/commands/lastRoute.ts')).showThinking(notes, runner.last()),
    'switchyard.openDashboard': () => dashboard.open(),
    'switchyard.setUpModels': async () =>
      (await import('./surfaces/setup/setUp.ts')).setUpModels(await engine()),
    'switchyard.changeModel': async () =>
      (await import('./surfaces/setup/changeModel.ts')).changeModel(await engine(), runner.last()),
    'switchyard.setApiKey': async () => (await import('./surfaces/setup/setUp.ts')).setApiKey(await engine()),
    'switchyard.removeApiKey': async () =>
      (await import('./surfaces/setup/setUp.ts')).removeApiKey(await engine()),
    'switchyard.setWorkspaceBudget': async () =>
      (await import('./surfaces/settings/workspaceBudget.ts')).setWorkspaceBudget(await engine()),
    'switchyard.raiseLimit': async () =>
      (await import('./surfaces/settings/ownLimits.ts')).changeOwnLimit(
        (await engine()).settings,
        refusedOwnLimit(runner.last()?.end),
      ),
    'switchyard.setModelPrice': async () =>
      (await import('./surfaces/setup/modelPick.ts')).setModelPrice(await engine()),
    'switchyard.allowOnce': async () => (await requests()).allowOnce(),
    'switchyard.showSettingProblems': async () =>
      (await import('./surfaces/settings/settingProblems.ts')).showSettingProblems((await engine()).settings),
    'switchyard.manageRoutingRules': async () =>
      (await import('./surfaces/settings/routingRules.ts')).manageRoutingRules(
        (await engine()).rules,
        runner.last(),
      ),
    'switchyard.acknowledgeCapBreach': async () => {
      await (await engine()).capBreaches.acknowledgeAll();
      tell('The model may be used again.');
    },
    'switchyard.copyDiagnostics': async () => {
      const { diagnosticsText } = await import('./surfaces/shell/userData.ts');
      const version = String(context.extension.packageJSON['version']);
      await vscode.env.clipboard.writeText(await diagnosticsText(await engine(), version));
      tell('Diagnostics copied: no keys, no prompts in them.');
    },
    'switchyard.deleteMyData': async () =>
      (await import('./surfaces/shell/userData.ts')).deleteMyData(await engine(), [
        context.globalState,
        context.workspaceState,
      ]),
  };
  for (const [id] of commandList) {
    context.subscriptions.push(vscode.commands.registerCommand(id, handlers[id]));
  }
  context.subscriptions.push(log.output, runner, board, statusBar, review, notes, dashboard, {
    dispose: () => void starting?.then((started) => started.dispose()),
  });

  // The status bar shows today's spend as soon as the editor has come to rest.
  const start = async (): Promise<void> => {
    try {
      const started = await engine();
      board.attach(started);
      const { tellOfBudgets, tellOfLedger } = await import('./surfaces/statusBar/ledgerNotices.ts');
      context.subscriptions.push(tellOfBudgets(board, started.ledger, log));
      const { tellOfBrokenSettings } = await import('./surfaces/settings/settingProblems.ts');
      context.subscriptions.push(await tellOfBrokenSettings(started.settings));
      await tellOfLedger(started);
    } catch (error) {
      log.error(`start: ${String(error)}`);
      await showError(`Switchyard could not start. ${seeLog}`);
    }
  };
  void start();
  return isTest ? testApi : undefined;
}
