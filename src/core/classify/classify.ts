/** Decides what a request is: its class, whether it deserves reasoning, and why. */
import {
  type EditorRequest,
  type RequestClass,
  requestClasses,
  type Classification,
  type Evidence,
} from '../model/request.ts';
import { editorSignals, type Signal, type Wording } from './editorSignals.ts';
import { textEvidence } from './evidence.ts';
import { type TextFeatures, textFeatures } from './features.ts';
import { isFollowUp, saysNothing } from './followUp.ts';
import { classProbabilities, sigmoid, type TextOdds, textOdds, type Weights } from './model.ts';
import { outputCount, reasoningOutput } from './keyTable.ts';

/** A command leaves no doubt about the class; the odds are those of its being a slip. */
const commandWeight = 6;
const followUpWeight = 4;
const evidenceLimit = 8;
const vagueTokens = 6;

const noOdds: TextOdds = { mixed: new Float64Array(outputCount), network: new Float64Array(outputCount) };

/** Pure and deterministic: the same request and weights always yield the same classification. */
export function classify(request: EditorRequest, weights: Weights): Classification {
  const features = textFeatures(request.text);
  const nothingSaid = saysNothing(features.tokens);
  const command = request.command === 'ask' ? undefined : request.command;
  const previous = request.previous?.at(-1);
  const follows = command === undefined && previous !== undefined && isFollowUp(features.tokens);
  const signals: Signal[] = editorSignals(request, wordingOf(features, nothingSaid));
  const speaking = signals.some(({ weights: odds }) => requestClasses.some((name) => (odds[name] ?? 0) > 0));
  if (command !== undefined) {
    signals.push({
      feature: 'command',
      phrase: `command “${command}”`,
      weights: { [command]: commandWeight },
    });
  }
  if (follows) {
    signals.push({
      feature: 'followUp',
      phrase: 'goes on with the previous request',
      weights: { [previous.class]: followUpWeight, reasoning: previous.tier === 'reasoning' ? 1.5 : -2 },
    });
  }

  // "Yes" means what it answers: its own words have no say.
  const text = follows ? noOdds : textOdds(weights, features);
  const logits = text.mixed;
  const { temperature, reasoningSlope, reasoningIntercept } = weights.packed;
  const scores = classProbabilities(
    requestClasses.map((name, index) => (logits[index] ?? 0) / temperature + oddsOf(signals, name)),
  );
  const chosen = command ?? (follows ? previous.class : mostLikely(scores));
  const reasoning = follows ? 0 : reasoningSlope * (logits[reasoningOutput] ?? 0) + reasoningIntercept;
  return {
    class: chosen,
    scores,
    deservesReasoning: sigmoid(reasoning + oddsOf(signals, 'reasoning')),
    basis: basisOf(command !== undefined, follows, speaking, nothingSaid),
    evidence: evidenceFor(
      signals,
      nothingSaid || follows ? [] : textEvidence(weights, features, text.network, chosen),
      chosen,
    ),
  };
}

function wordingOf({ tokens, familyNames, shapeNames }: TextFeatures, nothingSaid: boolean): Wording {
  const speaksOf = (...families: string[]): boolean =>
    families.some((family) => familyNames.includes(family));
  const words = tokens.filter((token) => token !== '.').length;
  return {
    vague: words <= vagueTokens,
    mends: nothingSaid || speaksOf('fix', 'error', 'symptom', 'lint', 'syntaxError', 'again'),
    asks: shapeNames.includes('endsAsQuestion') || familyNames.includes('explain@verb'),
  };
}

function basisOf(
  command: boolean,
  follows: boolean,
  editorSpeaks: boolean,
  nothingSaid: boolean,
): Classification['basis'] {
  if (command) return 'command';
  if (follows) return 'followUp';
  if (nothingSaid) return editorSpeaks ? 'editor' : 'none';
  return editorSpeaks ? 'editor' : 'text';
}

function oddsOf(signals: readonly Signal[], output: RequestClass | 'reasoning'): number {
  return signals.reduce((sum, { weights }) => sum + (weights[output] ?? 0), 0);
}

function mostLikely(scores: Readonly<Record<RequestClass, number>>): RequestClass {
  return requestClasses.reduce((best, name) => (scores[name] > scores[best] ? name : best));
}

/** What the editor knows stands beside the words; a signal about reasoning alone says so by its name. */
function evidenceFor(
  signals: readonly Signal[],
  text: readonly Evidence[],
  chosen: RequestClass,
): Evidence[] {
  const fromEditor = signals.flatMap(({ feature, phrase, weights }): Evidence[] => {
    const weight = weights[chosen] ?? 0;
    if (weight !== 0) return [{ feature, phrase, weight }];
    const { reasoning = 0 } = weights;
    return reasoning === 0 ? [] : [{ feature: `reasoning.${feature}`, phrase, weight: reasoning }];
  });
  return [...fromEditor, ...text]
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, evidenceLimit);
}
