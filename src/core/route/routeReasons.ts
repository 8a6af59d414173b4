/** The first phrase of every explanation: what the request is and which signs say so. */
import type { Classification } from '../classify/classification.ts';
import { wholeWordingFeature } from '../classify/evidence.ts';
import type { EditorRequest, RequestClass } from '../request.ts';

const signsShown = 2;
/** How much is selected is said first; that the whole wording counts is always so. */
const saysNothingNew: ReadonlySet<string> = new Set([
  wholeWordingFeature,
  'selection',
  'selection.long',
  'reasoning.selection.long',
]);

/** The signs spoke for the class the classifier found; another class was chosen, and the choice is told. */
export function describeRequest(
  request: EditorRequest,
  classification: Classification,
  requestClass: RequestClass,
): string {
  const signs = [
    ...(request.selection ? [selectionPhrase(request.selection.lines)] : []),
    ...(requestClass === classification.class ? classification.evidence : [])
      .filter(({ weight, feature }) => weight > 0 && !saysNothingNew.has(feature))
      .map(({ phrase }) => phrase),
  ];
  const distinct = [...new Set(signs)].slice(0, signsShown);
  return distinct.length === 0 ? requestClass : `${requestClass}: ${distinct.join(', ')}`;
}

function selectionPhrase(lines: number): string {
  return lines === 1 ? 'selection of 1 line' : `selection of ${lines} lines`;
}
