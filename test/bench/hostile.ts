/** How long the thread is held, and how much memory is taken, by replies that no provider sends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isSwitchyardError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import { createOpenAiProvider } from '../../src/core/providers/openaiProvider.ts';
import type { Attempt } from '../../src/core/providers/provider.ts';
import { hostileReplies } from './hostileServer.ts';

export interface HostileBench {
  readonly reply: string;
  /** How it ended. */
  readonly end: string;
  readonly seconds: number;
  /** The longest that others waited for the thread, ms; what the machine does to any thread is in it. */
  readonly longestHoldMs: number;
  /** The most that was computed in one go, ms: what of it is ours. */
  readonly longestWorkMs: number;
  /** What the process grew by at its largest, MB. */
  readonly grownMegabytes: number;
}

const provider = createOpenAiProvider({ fetch: globalThis.fetch, log: silentLog });

function attemptAt(baseUrl: string): Attempt {
  return {
    endpoint: { id: 'hostile', baseUrl, dialect: 'custom', api: 'chat' },
    model: 'm',
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'Tidy this.' }] }],
    maxOutputTokens: 16_000,
    effort: 'none',
    stream: true,
  };
}

interface Watch {
  stop(): Pick<HostileBench, 'longestHoldMs' | 'longestWorkMs' | 'grownMegabytes'>;
}

/** Looks at clock and memory each time the thread is free. */
function watchThread(): Watch {
  globalThis.gc?.();
  const { rss } = process.memoryUsage();
  let [longestHoldMs, longestWorkMs, largest] = [0, 0, rss];
  let last = performance.now();
  let lastCpu = process.threadCpuUsage();
  let goesOn = true;
  const look = (): void => {
    const now = performance.now();
    const { user, system } = process.threadCpuUsage(lastCpu);
    longestHoldMs = Math.max(longestHoldMs, now - last);
    longestWorkMs = Math.max(longestWorkMs, (user + system) / 1000);
    largest = Math.max(largest, process.memoryUsage.rss());
    last = performance.now();
    lastCpu = process.threadCpuUsage();
    if (goesOn) setImmediate(look);
  };
  look();
  return {
    stop() {
      goesOn = false;
      look();
      return { longestHoldMs, longestWorkMs, grownMegabytes: (largest - rss) / 1e6 };
    },
  };
}

async function readToTheEnd(baseUrl: string): Promise<string> {
  let characters = 0;
  try {
    for await (const event of provider.stream(attemptAt(baseUrl), new AbortController().signal)) {
      if (event.type === 'text') characters += event.text.length;
    }
    return `answered, ${characters} characters`;
  } catch (error) {
    if (!isSwitchyardError(error)) throw error;
    return characters === 0 ? error.code : `${error.code} after ${characters} characters`;
  }
}

export async function benchHostile(): Promise<readonly HostileBench[]> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'hostileServer.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [origin] = await once(createInterface(server.stdout), 'line');
    const names = Object.keys(hostileReplies);
    const urlOf = (name: string): string => `${origin}/${encodeURIComponent(name)}/v1`;
    // Once unmeasured, so that nothing pays for loading and compiling.
    await readToTheEnd(urlOf(names[0] ?? ''));
    const benches: HostileBench[] = [];
    for (const name of names) {
      const watch = watchThread();
      const start = performance.now();
      const end = await readToTheEnd(urlOf(name));
      const seconds = (performance.now() - start) / 1000;
      benches.push({ reply: name, end, seconds, ...watch.stop() });
    }
    return benches;
  } finally {
    server.kill();
  }
}

if (import.meta.main) console.table(await benchHostile());
