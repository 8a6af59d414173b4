/** Better versions of two functions of the sample workspace, known by their very text. */
import { indent } from './functionBodies.ts';
import type { PracticeTask } from './practiceTask.ts';
import { parseDurationJavascript } from './completionAnswer.ts';

interface Version {
  /** Words of the instruction that ask for this version. */
  readonly wanted: RegExp;
  readonly body: string;
  /** Declarations that belong above the function. */
  readonly above?: string;
}

interface SampleFunction {
  /** The body as the sample has it; white space does not count. */
  readonly original: string;
  /** The first is the usual one. */
  readonly versions: readonly [Version, ...Version[]];
}

const shippingCost: SampleFunction = {
  original: `let cost = 0;
if (parcel.country === 'US') {
  if (parcel.express) {
    if (parcel.weightKg > 10) { cost = 40; } else { if (parcel.weightKg > 2) { cost = 25; } else { cost = 15; } }
  } else {
    if (parcel.weightKg > 10) { cost = 18; } else { if (parcel.weightKg > 2) { cost = 9; } else { cost = 5; } }
  }
} else {
  if (parcel.express) { cost = 60; } else { cost = 30; }
}
return cost;`,
  versions: [
    {
      wanted:
        /\bflat|\bnest|\bsimpl|\bearly|\bguard|\bshort|\bread|\belse\b|\bclean|\btidy|\bmodern|\bimprove/i,
      body: `if (parcel.country !== 'US') return parcel.express ? 60 : 30;
if (parcel.weightKg > 10) return parcel.express ? 40 : 18;
if (parcel.weightKg > 2) return parcel.express ? 25 : 9;
return parcel.express ? 15 : 5;`,
    },
    {
      wanted: /\btables?\b|\blook-?up|\bdata\b|\brates?\b|\bmap\b/i,
      above: `/** Prices inside the US by weight, the heaviest first. */
const heavyRates = [
  { overKg: 10, standard: 18, express: 40 },
  { overKg: 2, standard: 9, express: 25 },
];
const lightRate = { standard: 5, express: 15 };
const abroadRate = { standard: 30, express: 60 };`,
      body: `const heavyRate = heavyRates.find(({ overKg }) => parcel.weightKg > overKg);
const rate = parcel.country === 'US' ? (heavyRate ?? lightRate) : abroadRate;
return parcel.express ? rate.express : rate.standard;`,
    },
  ],
};

const parseDuration: SampleFunction = {
  original: `const amount = Number.parseFloat(text);
if (text.endsWith('ms')) {
  return amount;
} else if (text.endsWith('s')) {
  return amount * 1000;
} else if (text.endsWith('m')) {
  return amount * 60 * 1000;
} else {
  return amount * 60 * 60 * 1000;
}`,
  versions: [
    {
      wanted: /\bunits?\b|\b\d+h\b|\bseveral|\bcombin|\bmixed/i,
      body: parseDurationJavascript.replaceAll('$0', 'text'),
    },
  ],
};

const sampleFunctions: readonly SampleFunction[] = [shippingCost, parseDuration];

/** `code` with its sample function in the version that the instruction asks for; else as it was. */
export function askedRewrite(code: string, { instruction }: PracticeTask): string {
  return rewritten(code, ({ versions }) => versions.findLast(({ wanted }) => wanted.test(instruction)));
}

export function usualRewrite(code: string): string {
  return rewritten(code, ({ versions }) => versions[0]);
}

function rewritten(code: string, choose: (known: SampleFunction) => Version | undefined): string {
  for (const known of sampleFunctions) {
    const found = textOf(known.original).exec(code);
    const version = found && choose(known);
    if (version) return withVersion(code, found, version);
  }
  return code;
}

function withVersion(code: string, { index, 0: body }: RegExpExecArray, version: Version): string {
  const before = code.slice(0, index);
  const after = code.slice(index + body.length);
  const bodyIndent = before.slice(before.lastIndexOf('\n') + 1);
  const signature = /^[^\n]*\bfunction\b/m.exec(before);
  const whole = signature || version.above === undefined ? version.body : `${version.above}\n${version.body}`;
  const text = indent(whole, bodyIndent).slice(bodyIndent.length);
  if (!signature || version.above === undefined) return before + text + after;
  return `${before.slice(0, signature.index)}${version.above}\n\n${before.slice(signature.index)}${text}${after}`;
}

/** Matches `text` however its white space falls. */
function textOf(text: string): RegExp {
  const words = text.trim().split(/\s+/);
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+'));
}
