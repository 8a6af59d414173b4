/**
 * Performance and estimates in one run.
 *
 *   npm run bench                       as text; --json for one JSON document
 *   npm run bench -- --outcomes DIR     also replays routing policies over real outcomes
 *   npm run bench -- --ledger DIR       also how far the input estimates of a real ledger were off
 *
 * Gates are ratios within this run, or shares that depend on no machine; a broken one makes it exit
 * non-zero. Times are printed beside the machine and judged by nobody.
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchParts, type Section } from './benchParts.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    outcomes: { type: 'string' },
    ledger: { type: 'string' },
  },
});

const machine = {
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
};
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

async function measure(): Promise<readonly Section[]> {
  const sections: Section[] = [];
  for (const { name, run } of benchParts(values)) {
    const section = { name, ...(await run()) };
    sections.push(section);
    say(`\n${name}`);
    for (const line of section.lines) say(`  ${line}`);
    for (const { what, value, atMost } of section.gates) {
      say(`  ${value <= atMost ? '✓' : '✗'} ${what}: ${value.toPrecision(3)}, at most ${atMost}`);
    }
  }
  return sections;
}

say(`${machine.cpu} · ${machine.cores} cores · Node ${machine.node} · ${machine.platform}`);
const started = performance.now();
try {
  const sections = await measure();
  const gates = sections.flatMap((section) => section.gates);
  const broken = gates.filter(({ value, atMost }) => !(value <= atMost));
  const seconds = (performance.now() - started) / 1000;
  say(`\n${gates.length - broken.length} of ${gates.length} gates hold, in ${seconds.toFixed(0)} s`);
  if (values.json) {
    const figures = Object.fromEntries(sections.map((section) => [section.name, section.figures]));
    console.log(JSON.stringify({ machine, seconds, figures, gates, broken }, undefined, 2));
  }
  process.exit(broken.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
