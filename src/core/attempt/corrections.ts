/** Exact figures that come late: a stopped stream is settled by estimate, and some providers tell later. */
import type { Settlement } from '../ledger/ledger.ts';
import { kindOf } from '../unexpected.ts';
import { pause } from '../untilAborted.ts';
import type { Admitted } from './admitted.ts';
import type { AttemptDeps, Corrections } from './attemptDeps.ts';
import { correctionBy } from './laterFigures.ts';
import { noteBreach } from './settleAttempt.ts';

/** The figures are there some seconds after the end; each wait begins after the look-up before it. */
const waitsMs: readonly number[] = [2_000, 10_000, 60_000];

interface Late {
  readonly admitted: Admitted;
  readonly settlement: Settlement;
  readonly leastOutput: number;
}

export function createCorrections(deps: AttemptDeps): Corrections {
  const { clock, lookUp } = deps;
  const disposal = new AbortController();

  async function lookUpLater(late: Late, responseId: string): Promise<void> {
    for (const waitMs of waitsMs) {
      await pause(clock, waitMs, disposal.signal);
      if (disposal.signal.aborted || (await correct(late, responseId))) return;
    }
  }

  /** False where the figures are not known yet, or could not be had this time. */
  async function correct({ admitted, settlement, leastOutput }: Late, responseId: string): Promise<boolean> {
    const { attempt, model, price, bounds } = admitted;
    try {
      const report = await lookUp?.(model.endpoint, responseId, disposal.signal);
      if (report === undefined || disposal.signal.aborted) return false;
      const correction = correctionBy(report, { settlement, price, bounds, leastOutput });
      if (correction === undefined) return false;
      await deps.ledger.correct(attempt.attemptId, { at: clock.now(), ...correction });
      const usageProvenance = correction.provenance === 'estimated' ? 'estimated' : 'exact';
      await noteBreach(deps, admitted, { usage: correction.usage, usageProvenance, flags: [] });
      return true;
    } catch (cause) {
      deps.log.info(`look-up at ${model.endpoint.id}: ${kindOf(cause)}`);
      return false;
    }
  }

  return {
    expect(admitted, settlement, leastOutput) {
      const { responseId } = settlement;
      if (lookUp && responseId !== undefined) {
        void lookUpLater({ admitted, settlement, leastOutput }, responseId);
      }
    },
    dispose: () => disposal.abort(),
  };
}
