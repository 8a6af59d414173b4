/** The meter of an attempt at work: it tells the surfaces, the other windows, and when it grows too dear. */
import { SwitchyardError } from '../errors.ts';
import type { LiveUsage } from '../ledger/ledger.ts';
import { calibratedInput } from '../meter/calibration.ts';
import { createLiveMeter, type LiveMeter, type MeterReading } from '../meter/liveMeter.ts';
import { showsThinking } from '../providers/dialects.ts';
import type { ProviderEvent } from '../providers/provider.ts';
import { thinksUnasked } from '../providers/thinksUnasked.ts';
import { modelName } from '../route/pricedModel.ts';
import type { TaskRun } from '../taskRun.ts';
import { expected, kindOf } from '../unexpected.ts';
import type { Admitted } from './admitted.ts';
import type { AttemptDeps } from './attemptDeps.ts';

export interface AttemptMeter extends Pick<LiveMeter, 'reading' | 'usageAtEnd'> {
  push(event: ProviderEvent): void;
  /** Tells the last reading; none comes after it. */
  end(good: boolean): void;
}

/** Other windows show what it says, and a reaper settles a crashed attempt at the last of it. */
const heartbeatMs = 1000;

export function startAttemptMeter(
  deps: AttemptDeps,
  run: TaskRun,
  admitted: Admitted,
  cut: (reason: SwitchyardError) => void,
): AttemptMeter {
  const { attempt, model, price, estimatedInput, costLeft } = admitted;
  const { option, attemptId } = attempt;
  const learned = deps.history().modelFacts(modelName(model), option.effort);
  let ended = false;
  let lastBeat = Number.NEGATIVE_INFINITY;

  function tell(reading: MeterReading): void {
    run.emit({ type: 'reading', attempt, reading });
    const now = deps.clock.monotonic();
    const { phase, usage, cost } = reading;
    if (phase === 'done' || phase === 'stopped') return;
    if (now - lastBeat >= heartbeatMs) {
      lastBeat = now;
      void beat({ usage, cost, phase });
    }
    if (costLeft !== undefined && cost !== undefined && cost > costLeft) {
      cut(new SwitchyardError('cutAtCap', 'the running cost passed the limit per request'));
    }
  }

  async function beat(live: LiveUsage): Promise<void> {
    try {
      await deps.ledger.heartbeat(attemptId, live);
    } catch (cause) {
      deps.log.warn(`heartbeat: ${kindOf(cause)}`);
    }
  }

  const meter = createLiveMeter({
    clock: deps.clock,
    estimatedInput: calibratedInput(learned.calibration, estimatedInput),
    calibration: learned.calibration,
    thinkingRate: learned.thinkingRate,
    thinks:
      option.effort !== 'none' ||
      learned.thinkingRate.basis === 'learned' ||
      thinksUnasked(option.dialect, option.api, option.model),
    showsThinking: showsThinking(option.dialect, option.api),
    price,
    maxOutputTokens: option.maxOutputTokens,
    onReading(reading) {
      if (!ended) tell(reading);
    },
  });
  return {
    push: (event) => meter.push(event),
    reading: () => meter.reading(),
    usageAtEnd: () => meter.usageAtEnd(),
    end(good) {
      ended = true;
      try {
        meter.end(good);
        tell(meter.reading());
      } catch (cause) {
        expected(cause, deps.log);
      }
    },
  };
}
