import { describe, expect, it } from 'vitest';
import { practicePlacement } from '../../../src/practice/practiceModels.ts';

describe('practicePlacement', () => {
  it.each([
    ['untitled', false, 'inPlace'],
    ['untitled', true, 'inPlace'],
    ['file', true, 'inPlace'],
    ['vscode-remote', true, 'inPlace'],
    ['file', false, 'untitledDocument'],
    ['vscode-remote', false, 'untitledDocument'],
    ['git', false, 'untitledDocument'],
    ['vscode-notebook-cell', false, 'untitledDocument'],
  ] as const)('%s, in the sample workspace: %s → %s', (scheme, isInSampleWorkspace, expected) => {
    expect(practicePlacement({ scheme, isInSampleWorkspace })).toBe(expected);
  });
});
