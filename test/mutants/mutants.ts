import { addressMutants } from './addressMutants.ts';
import { answerMutants } from './answerMutants.ts';
import { budgetMutants } from './budgetMutants.ts';
import { fileMutants } from './fileMutants.ts';
import type { Mutant } from './mutant.ts';
import { settingsMutants } from './settingsMutants.ts';

export const mutants: readonly Mutant[] = [
  ...settingsMutants,
  ...addressMutants,
  ...answerMutants,
  ...fileMutants,
  ...budgetMutants,
];
