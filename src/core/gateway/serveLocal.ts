/** A request that a tool of the editor serves: no inference, no cost, and a row of what that avoided. */
import type { AttemptDeps } from './attemptDeps.ts';
import { periodKeysAt } from '../model/budget.ts';
import { factsOf, type LocalOutcome } from './contract.ts';
import { modelName } from '../model/gatewaySettings.ts';
import type { LocalRoute } from '../model/route.ts';
import { planAnswer } from './prompt.ts';
import { nothingToTell, stoppedEnd, type UnrecordedEnd } from './taskEnd.ts';
import type { TaskRun } from './taskRun.ts';
import type { LocalTool } from '../tools/localTool.ts';
import { localRow } from '../ledger/charge.ts';
import { kindOf } from '../model/errors.ts';
import { untilAborted } from '../model/async.ts';

/** @returns undefined where the tool could not and the person would rather pay a model. */
export async function serveLocal(
  deps: AttemptDeps,
  run: TaskRun,
  route: LocalRoute,
  tool: LocalTool,
): Promise<UnrecordedEnd | undefined> {
  run.emit({ type: 'routed', route, ...planAnswer(run.request, route) });
  const outcome = await outcomeOf(deps, run, tool);
  if (run.stop.aborted) return stoppedEnd;
  if (outcome.kind === 'done') return settled(deps, run, route, outcome.summary);
  const pays = await run.ask({ type: 'payInstead', tool: tool.name, why: outcome.why });
  return pays === true ? undefined : stoppedEnd;
}

async function outcomeOf(deps: AttemptDeps, run: TaskRun, tool: LocalTool): Promise<LocalOutcome> {
  try {
    return await untilAborted(run.host.runTool(tool), run.stop);
  } catch (cause) {
    if (!run.stop.aborted) deps.log.warn(`${tool.name}: ${kindOf(cause)}`);
    return { kind: 'cannot', why: 'it failed' };
  }
}

async function settled(
  deps: AttemptDeps,
  run: TaskRun,
  route: LocalRoute,
  summary: string,
): Promise<UnrecordedEnd> {
  const at = deps.clock.now();
  const task = factsOf(run.request, route, 'real');
  const { fast } = run.settings.models;
  const avoided =
    fast &&
    deps.history().typical(route.class, { model: modelName(fast), tier: 'fast', effort: 'none' })?.cost;
  const totalMs = Math.round(run.elapsedMs());
  const { tool } = route;
  const local = { task, at, periodKeys: periodKeysAt(at), tool, totalMs, avoided };
  try {
    await deps.ledger.recordLocal(local);
  } catch (cause) {
    // It is done and cost nothing: only the record of what it avoided is lost.
    deps.log.warn(`${tool} was not recorded: ${kindOf(cause)}`);
  }
  const row = localRow(local);
  return { kind: 'local', summary, attempts: [row], facts: { ...nothingToTell, answeredBy: row.number } };
}
