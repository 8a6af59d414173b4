/** Where canned text may go: nobody's own file is ever changed by practice. */

/** Stands at the root of the sample workspace and marks it. */
export const sampleMarkerFile = '.switchyard-sample';

export interface PracticeTarget {
  /** Scheme of the document's URI. */
  readonly scheme: string;
  /** Whether the workspace folder that holds the document has `sampleMarkerFile` at its root. */
  readonly isInSampleWorkspace: boolean;
}

/** `untitledDocument`: show the text in a new untitled document instead and leave the target alone. */
export type PracticePlacement = 'inPlace' | 'untitledDocument';

export function practicePlacement(target: PracticeTarget): PracticePlacement {
  return target.scheme === 'untitled' || target.isInSampleWorkspace ? 'inPlace' : 'untitledDocument';
}
