/** How long the thread is held, and how much memory is taken, by replies that no provider sends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { silentLog } from '../../src/core/model/ports.ts';
import { createOpenAiProvider } from '../../src/core/providers/openaiProvider.ts';
import { gatewayOver, runOneTask } from './benchGateway.ts';
import { hostileReplies } from './hostileServer.ts';

export interface HostileBench {
  readonly replies: readonly HostileFigures[];
  /** What the machine itself does to a thread, ms. */
  readonly longestGapMs: number;
}

export interface HostileFigures {
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

interface Watch {
  stop(): Pick<HostileFigures, 'longestHoldMs' | 'longestWorkMs' | 'grownMegabytes'>;
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

/** As a person would ask it: metered, cut and settled. @returns how it ended */
async function askOnce(baseUrl: string): Promise<string> {
  const gateway = gatewayOver(provider, { id: 'acme', baseUrl, dialect: 'custom', api: 'chat' });
  const end = await runOneTask(gateway);
  gateway.dispose();
  if (end.kind === 'failed') return end.error.code;
  return end.kind === 'answered' ? `answered, ${end.answer.text.length} characters` : end.kind;
}

const watchMs = 1000;

/** The longest that a thread which asks for nothing but the time is kept from running, ms. */
function longestGap(): number {
  const end = performance.now() + watchMs;
  let [last, longest] = [performance.now(), 0];
  while (last < end) {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

export async function benchHostile(only = ''): Promise<HostileBench> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'hostileServer.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [origin] = await once(createInterface(server.stdout), 'line');
    const names = Object.keys(hostileReplies).filter((name) => name.includes(only));
    const urlOf = (name: string): string => `${origin}/${encodeURIComponent(name)}/v1`;
    // Once unmeasured, so that nothing pays for loading and compiling.
    await askOnce(urlOf(names[0] ?? ''));
    const replies: HostileFigures[] = [];
    for (const name of names) {
      const watch = watchThread();
      const start = performance.now();
      const end = await askOnce(urlOf(name));
      const seconds = (performance.now() - start) / 1000;
      replies.push({ reply: name, end, seconds, ...watch.stop() });
    }
    return { replies, longestGapMs: longestGap() };
  } finally {
    server.kill();
  }
}

if (import.meta.main) console.table((await benchHostile(process.argv[2])).replies);
