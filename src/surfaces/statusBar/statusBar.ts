/** The status bar item: a reading of the board. */
import * as vscode from 'vscode';
import type { TaskEnd } from '../../core/gateway/contract.ts';
import type { Board } from '../shell/board.ts';
import { hoverFor } from './statusBarHover.ts';
import {
  doneView,
  idleState,
  renderStatusBar,
  runningViews,
  type StatusBarState,
  type StatusBarView,
} from './statusBarView.ts';

const betweenUpdatesMs = 250;
const doneShownMs = 8000;

export interface StatusBar extends vscode.Disposable {
  showEnd(end: TaskEnd): void;
  /** After a click on a link in it: VS Code would leave it open, with what it said before. */
  closeHover(): void;
}

export function createStatusBar(board: Board): StatusBar {
  const item = vscode.window.createStatusBarItem('meter', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Switchyard';
  item.command = 'switchyard.openDashboard';
  let done: { readonly end: TaskEnd; readonly until: number } | undefined;
  let shownPhase = '';
  let shownView: StatusBarView | undefined;
  let timer: NodeJS.Timeout | undefined;
  let lastUpdate = 0;

  function update(): void {
    if (timer) return;
    const wait = Math.max(0, lastUpdate + betweenUpdatesMs - Date.now());
    timer = setTimeout(() => {
      timer = undefined;
      lastUpdate = Date.now();
      draw();
    }, wait);
  }

  function draw(): void {
    const state = stateNow();
    const view = renderStatusBar(state);
    if (view.text !== shownView?.text || view.severity !== shownView.severity) {
      shownView = view;
      item.text = view.text;
      // Without it a screen reader would read the source of the hover.
      item.accessibilityInformation = { label: `Switchyard: ${view.text.replaceAll(/\$\([^)]*\) */g, '')}` };
      item.backgroundColor = backgroundOf(view);
      item.show();
    }
    // The hover closes when it is rebuilt, so it changes with the phase only.
    const phase = phaseOf(state);
    if (phase !== shownPhase) {
      shownPhase = phase;
      item.tooltip = hoverFor(state, board.reading(), board.last());
    }
  }

  function phaseOf(state: StatusBarState): string {
    if (state.kind === 'running') return `running ${state.tasks.length}`;
    const last = board.last();
    // What becomes of an edit is known after its receipt was shown.
    const receipt = [last?.task.taskId, last?.end.receipt?.check, last?.end.receipt?.outcome];
    if (state.kind === 'done') return JSON.stringify(['done', receipt]);
    const problems = board.reading()?.resolved.problems.map(({ message }) => message);
    return JSON.stringify([state, problems, receipt]);
  }

  function stateNow(): StatusBarState {
    const now = Date.now();
    const running = runningViews(board, now);
    if (running.length > 0) return { kind: 'running', tasks: running };
    const view = done && now < done.until ? doneView(done.end) : undefined;
    return view ? { kind: 'done', done: view } : idleState(board.reading(), now);
  }

  const subscriptions: vscode.Disposable[] = [item, board.onDidChange(update)];
  update();
  return {
    showEnd(end) {
      done = { end, until: Date.now() + doneShownMs };
      update();
      const after = setTimeout(update, doneShownMs + 50);
      subscriptions.push({ dispose: () => clearTimeout(after) });
    },
    closeHover() {
      item.hide();
      item.show();
    },
    dispose() {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function backgroundOf({ severity }: StatusBarView): vscode.ThemeColor | undefined {
  if (severity === 'normal') return undefined;
  return new vscode.ThemeColor(`statusBarItem.${severity}Background`);
}
