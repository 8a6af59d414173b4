/** Decides what a request is: its class, whether it deserves reasoning, and why. */
import { requestClasses, type EditorRequest, type RequestClass } from '../request.ts';
import type { Classification, Evidence } from './classification.ts';
import { editorSignals } from './editorSignals.ts';
import { handRules } from './handRules.ts';

/** Characters of the text that are judged; what lies beyond is size, not meaning. */
const readLimit = 4_000;

const classBias: Record<RequestClass, number> = { format: -1.2, complete: 0.3, refactor: 0, architect: -1.4 };
const reasoningBias = -2;
const commandWeight = 6;
const evidenceLimit = 8;

const followUp =
  /^\s*(y|yes|yep|yeah|ok(ay)?|sure|do (it|that|this)|go( ahead| on)?|continue|proceed|please do|sounds good|next|keep going)\b[\s,.!]*(please|continue|proceed|go ahead|do (it|that)|thanks?|with (it|that))?[\s.!]*$/i;

interface Scored {
  readonly feature: string;
  readonly phrase: string;
  readonly weights: Partial<Record<RequestClass | 'reasoning', number>>;
}

/** Pure and deterministic: the same request always yields the same classification. */
export function classify(request: EditorRequest): Classification {
  const text = request.text.slice(0, readLimit);
  const previous = request.previous?.at(-1);
  const fromText: Scored[] = handRules.filter((rule) => rule.pattern.test(text));
  const fromEditor = editorSignals(request);
  const scored: Scored[] = [...fromText, ...fromEditor];

  const command = request.command === 'ask' ? undefined : request.command;
  const follows = command === undefined && previous !== undefined && followUp.test(text);
  if (command !== undefined) {
    scored.push({
      feature: 'command',
      phrase: `command “${command}”`,
      weights: { [command]: commandWeight },
    });
  }
  if (follows) {
    scored.push({
      feature: 'followUp',
      phrase: 'follows the previous request',
      weights: { [previous.class]: 4, reasoning: previous.tier === 'reasoning' ? 3 : -1 },
    });
  }

  const scores = probabilities(scored);
  const chosen = command ?? (follows ? previous.class : mostLikely(scores));
  return {
    class: chosen,
    scores,
    deservesReasoning: 1 / (1 + Math.exp(-(reasoningBias + sum(scored, 'reasoning')))),
    basis: basisOf(command !== undefined, follows, fromEditor.length > 0, fromText.length > 0),
    evidence: evidenceFor(scored, chosen),
  };
}

function basisOf(
  command: boolean,
  follows: boolean,
  editor: boolean,
  text: boolean,
): Classification['basis'] {
  if (command) return 'command';
  if (follows) return 'followUp';
  if (editor) return 'editor';
  return text ? 'text' : 'none';
}

function sum(scored: readonly Scored[], output: RequestClass | 'reasoning'): number {
  return scored.reduce((total, item) => total + (item.weights[output] ?? 0), 0);
}

function probabilities(scored: readonly Scored[]): Record<RequestClass, number> {
  const raised = requestClasses.map((name) => Math.exp(classBias[name] + sum(scored, name)));
  const total = raised.reduce((a, b) => a + b, 0);
  const scores = { format: 0, complete: 0, refactor: 0, architect: 0 };
  requestClasses.forEach((name, index) => {
    scores[name] = (raised[index] ?? 0) / total;
  });
  return scores;
}

function mostLikely(scores: Readonly<Record<RequestClass, number>>): RequestClass {
  return requestClasses.reduce((best, name) => (scores[name] > scores[best] ? name : best));
}

function evidenceFor(scored: readonly Scored[], chosen: RequestClass): Evidence[] {
  return scored
    .map(({ feature, phrase, weights }) => ({ feature, phrase, weight: weights[chosen] ?? 0 }))
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, evidenceLimit);
}
