/** What reading a stream costs on top of the least it can cost: in the provider, the meter, the gateway. */
import type { Gateway } from '../../src/core/gateway/gateway.ts';
import { silentLog } from '../../src/core/model/ports.ts';
import { defaultCalibration } from '../../src/core/meter/calibration.ts';
import { createLiveMeter } from '../../src/core/meter/liveMeter.ts';
import { defaultThinkingRate } from '../../src/core/meter/learnedRates.ts';
import { zeroNano } from '../../src/core/model/money.ts';
import { createOpenAiProvider } from '../../src/core/providers/openaiProvider.ts';
import type { Attempt, Endpoint } from '../../src/core/model/provider.ts';
import { realClock } from '../unit/storage/ledgerFixtures.ts';
import { gatewayOver, runOneTask, taskMessages } from './benchGateway.ts';
import { chunkCount, chunkTexts, readBare, streamingFetch } from './longStream.ts';
import { sideBySide, type SideBySide } from './sideBySide.ts';

export interface StreamBench {
  readonly chunks: number;
  /** Provider over bare fetch and parse of the same bytes. */
  readonly provider: SideBySide;
  /** The whole task, reserved, metered and settled in memory, over the same. */
  readonly gateway: SideBySide;
  /** One chunk into the meter over parsing that chunk; µs beside it. */
  readonly meter: SideBySide & { readonly microsecondsPerChunk: number };
}

const rounds = 40;
const meterRounds = 200;
const endpoint: Endpoint = {
  id: 'acme',
  baseUrl: 'https://models.example.com/v1',
  dialect: 'openai',
  api: 'chat',
};
const provider = createOpenAiProvider({ fetch: streamingFetch, log: silentLog });
const attempt: Attempt = {
  endpoint,
  model: 'm',
  messages: taskMessages,
  maxOutputTokens: 16_000,
  effort: 'medium',
  stream: true,
};

async function readByProvider(): Promise<string> {
  let answer = '';
  for await (const event of provider.stream(attempt, new AbortController().signal)) {
    if (event.type === 'text') answer += event.text;
  }
  return answer;
}

async function readByGateway(gateway: Gateway): Promise<string> {
  const end = await runOneTask(gateway);
  return end.kind === 'answered' ? end.answer.text : '';
}

function meterAll(): void {
  const meter = createLiveMeter({
    clock: realClock,
    estimatedInput: 1200,
    calibration: defaultCalibration,
    thinkingRate: defaultThinkingRate,
    thinks: true,
    price: { state: 'zero', reason: 'localModel' },
    inputBound: 5_000,
    searches: false,
    hold: undefined,
    mostBill: zeroNano,
    maxOutputTokens: 16_000,
    onReading: () => undefined,
  });
  for (const text of chunkTexts) {
    meter.push({ type: 'text', text });
    meter.overrun();
  }
  meter.end(true);
}

const chunkJson = chunkTexts.map((content) =>
  JSON.stringify({ id: 'r1', model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
);

/** @throws Error where the three read different answers: figures about them would mean nothing. */
export async function benchStream(): Promise<StreamBench> {
  const gateway = gatewayOver(provider, endpoint);
  const whole = chunkTexts.join('');
  const answers = [await readBare(), await readByProvider(), await readByGateway(gateway)];
  if (answers.some((answer) => answer !== whole)) throw new Error('the answer was not read whole');
  const meter = await sideBySide(meterRounds, meterAll, () => {
    for (const json of chunkJson) JSON.parse(json);
  });
  const bench = {
    chunks: chunkCount,
    provider: await sideBySide(rounds, readByProvider, readBare),
    gateway: await sideBySide(rounds, () => readByGateway(gateway), readBare),
    meter: { ...meter, microsecondsPerChunk: (meter.oursMs * 1000) / chunkCount },
  };
  gateway.dispose();
  return bench;
}
