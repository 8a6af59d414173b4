/** Exact figures that come late: a stopped stream is settled by estimate, and some providers tell later. */
import { settleCost } from '../pricing/cost.ts';
import { kindOf } from '../unexpected.ts';
import { pause } from '../untilAborted.ts';
import type { Admitted } from './admitted.ts';
import type { AttemptDeps, Corrections } from './attemptDeps.ts';
import { noteBreach } from './settleAttempt.ts';

/** The figures are there some seconds after the end; each wait begins after the look-up before it. */
const waitsMs: readonly number[] = [2_000, 10_000, 60_000];

export function createCorrections(deps: AttemptDeps): Corrections {
  const { clock, lookUp } = deps;
  const disposal = new AbortController();

  async function lookUpLater(admitted: Admitted, responseId: string): Promise<void> {
    for (const waitMs of waitsMs) {
      await pause(clock, waitMs, disposal.signal);
      if (disposal.signal.aborted || (await correct(admitted, responseId))) return;
    }
  }

  /** False where the figures are not known yet, or could not be had this time. */
  async function correct(admitted: Admitted, responseId: string): Promise<boolean> {
    const { attempt, model, price } = admitted;
    try {
      const report = await lookUp?.(model.endpoint, responseId, disposal.signal);
      if (report === undefined || disposal.signal.aborted) return false;
      const { usage } = report;
      const { cost, provenance } = settleCost({
        report,
        usage,
        estimated: false,
        price,
      });
      if (cost === undefined && price.state === 'known') return false;
      const why = 'the provider told the exact figures later';
      const correction = { at: clock.now(), usage, cost, provenance, why };
      await deps.ledger.correct(attempt.attemptId, correction);
      await noteBreach(deps, admitted, usage);
      return true;
    } catch (cause) {
      deps.log.info(`look-up at ${model.endpoint.id}: ${kindOf(cause)}`);
      return false;
    }
  }

  return {
    expect(admitted, { responseId }) {
      if (lookUp && responseId !== undefined) void lookUpLater(admitted, responseId);
    },
    dispose: () => disposal.abort(),
  };
}
