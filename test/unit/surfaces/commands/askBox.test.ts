import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { upToSteps, type RouteOverride } from '../../../../src/core/route/override.ts';
import type { Effort, ModelRoute } from '../../../../src/core/model/route.ts';
import { askBox } from '../../../../src/surfaces/commands/askBox.ts';
import { window } from '../../../doubles/editor.ts';

/** A box that nobody sees. */
const box = (() => {
  let changed: () => void = () => undefined;
  return {
    title: '',
    placeholder: '',
    ignoreFocusOut: false,
    value: '',
    items: [] as readonly { label: string; description?: string }[],
    selectedItems: [],
    onDidChangeValue: (listener: () => void) => void (changed = listener),
    onDidAccept() {},
    onDidHide() {},
    show() {},
    type(text: string) {
      this.value = text;
      changed();
    },
  };
})();
vi.mock('vscode', () => import('../../../doubles/editor.ts'));

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(window, 'createQuickPick').mockReturnValue(box);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function route(effort: Effort): ModelRoute {
  const scores = { format: 0, complete: 0, refactor: 1, architect: 0 };
  return {
    class: 'refactor',
    policy: 'maybe',
    confidence: 1,
    because: ['refactor'],
    classification: { class: 'refactor', scores, deservesReasoning: 0, basis: 'text', evidence: [] },
    tier: 'reasoning',
    model: { provider: 'home', model: 'strong' },
    effort,
    mayEscalate: true,
    attemptCaps: { outputTokens: 1, firstTokenSeconds: 1, seconds: 1 },
    taskCaps: { attempts: 1, seconds: 1, cost: undefined },
    predicted: { cost: undefined, seconds: undefined, basis: 'default' },
  };
}

async function shown(
  text: string,
  preview: ((override: RouteOverride | undefined) => ModelRoute) | undefined,
): Promise<readonly (string | undefined)[]> {
  void askBox({
    title: 'Ask',
    placeholder: '',
    preview: async () => preview && ((override) => ({ route: preview(override) })),
  });
  box.type(text);
  await vi.advanceTimersByTimeAsync(100);
  return box.items.map(({ label, description }) => (label.includes('up to ') ? description : label));
}

it('says of each step what the limits leave of it', async () => {
  const limited = (override: RouteOverride | undefined): ModelRoute =>
    route(override?.upTo?.effort === 'low' ? 'low' : 'medium');
  const efforts = await shown('tidy it', limited);
  expect(efforts.slice(2)).toEqual([
    'reasoning, effort low',
    'reasoning, effort medium',
    'reasoning, effort medium',
  ]);
  expect(upToSteps.at(-1)?.effort).toBe('high');
});

it('proposes nothing where nothing is to be done', async () => {
  expect(await shown('ok thanks', undefined)).toEqual(['$(arrow-swap) Type what you want done']);
});
