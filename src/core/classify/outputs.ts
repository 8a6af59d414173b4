/** What the model says of a request: log-odds of four classes and, last, of "deserves reasoning". */
import { requestClasses } from '../request.ts';

export const outputCount = requestClasses.length + 1;
export const reasoningOutput = requestClasses.length;
