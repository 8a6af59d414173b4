/** Allow-lists of models: exact names or a `*` at the end; `'any'` where there is no list. */

export type AllowedModels = 'any' | readonly string[];

function narrower(a: string, b: string): string | undefined {
  if (covers(a, b)) return b;
  return covers(b, a) ? a : undefined;
}

/** Whether every model that `b` names is one that `a` names. */
function covers(a: string, b: string): boolean {
  return a.endsWith('*') ? b.startsWith(a.slice(0, -1)) : a === b;
}

/** @param model as `provider/model` */
export function isModelAllowed(model: string, allowed: AllowedModels): boolean {
  return allowed === 'any' || allowed.some((entry) => covers(entry, model));
}

/** What both allow; an empty list allows nothing. */
export function intersectAllowed(a: AllowedModels, b: AllowedModels): AllowedModels {
  if (a === 'any') return b;
  if (b === 'any') return a;
  const both = a.flatMap((each) => b.map((other) => narrower(each, other)));
  return [...new Set(both.filter((entry) => entry !== undefined))];
}
