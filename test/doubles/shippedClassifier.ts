/** The classifier with the weights that the extension ships, as the engine makes it. */
import { readFileSync } from 'node:fs';
import { classify as classifyBy } from '../../src/core/classify/classify.ts';
import { unpackWeights } from '../../src/core/classify/model.ts';
import { readWeights } from '../../src/core/classify/weightsFile.ts';
import type { Classification, EditorRequest } from '../../src/core/model/request.ts';

export const weightsBytes: Uint8Array = readFileSync(
  new URL('../../src/core/classify/weights.bin', import.meta.url),
);
export const packedWeights = readWeights(weightsBytes);
const weights = unpackWeights(packedWeights);

export function classify(request: EditorRequest): Classification {
  return classifyBy(request, weights);
}
