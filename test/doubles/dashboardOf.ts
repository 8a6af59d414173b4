/** Board and dashboard of a window in which nothing ran yet, as the extension composes it. */
import { onTestFinished } from 'vitest';
import { silentLog } from '../../src/core/model/ports.ts';
import { createDashboardSource } from '../../src/surfaces/dashboardPanel/dashboardSource.ts';
import { createBoard, type Board } from '../../src/surfaces/shell/board.ts';
import type { Engine } from '../../src/surfaces/shell/engine.ts';
import { systemClock } from '../../src/surfaces/shell/ports.ts';
import { createTaskRunner } from '../../src/surfaces/shell/taskRunner.ts';
import type { DashboardSource } from '../../src/dashboard/host/dashboardSession.ts';
import { noNotes } from './editor.ts';

export function dashboardOf(engine: Engine): DashboardSource {
  const runner = createTaskRunner(async () => engine.gateway);
  return createDashboardSource({ engine, board: boardOf(engine, runner), runner, notes: noNotes });
}

export function boardOf(engine: Engine, runner = createTaskRunner(async () => engine.gateway)): Board {
  const board = createBoard({ runner, clock: systemClock, log: silentLog });
  board.attach(engine);
  onTestFinished(() => {
    board.dispose();
    runner.dispose();
  });
  return board;
}
