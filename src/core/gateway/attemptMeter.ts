/** The meter of an attempt at work: it tells the surfaces, the other windows, and when it must be cut. */
import { SwitchyardError, expected, kindOf } from '../model/errors.ts';
import type { HoldOption, LiveUsage } from '../model/ledger.ts';
import { calibratedInput } from '../meter/calibration.ts';
import { createLiveMeter, type LiveMeter, type MeterReading } from '../meter/liveMeter.ts';
import type { Overrun } from '../meter/received.ts';
import { showsThinking, thinksUnasked } from '../providers/dialects.ts';
import type { ProviderEvent } from '../model/provider.ts';
import { modelName } from '../model/gatewaySettings.ts';
import type { TaskRun } from './taskRun.ts';
import type { Admitted, AttemptDeps } from './attemptDeps.ts';

export interface AttemptMeter extends Pick<LiveMeter, 'reading' | 'usageAtEnd' | 'doubts' | 'leastOutput'> {
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
  const { attempt, model, price, estimatedInput, bounds } = admitted;
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
    ...bounds,
    onReading(reading) {
      if (!ended) tell(reading);
    },
  });
  return {
    push(event) {
      meter.push(event);
      const overrun = meter.overrun();
      if (overrun !== undefined) cut(cutAt(overrun, option));
    },
    reading: () => meter.reading(),
    usageAtEnd: () => meter.usageAtEnd(),
    doubts: () => meter.doubts(),
    leastOutput: () => meter.leastOutput(),
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

function cutAt(overrun: Overrun, { endpointId: endpoint, model }: HoldOption): SwitchyardError {
  const words =
    overrun.limit === 'cap' ? 'more came than the cap on the wire allows' : 'it passed what was held for it';
  return new SwitchyardError('cutAtCap', words, { details: { ...overrun, endpoint, model } });
}
