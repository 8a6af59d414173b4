import { expect, it, vi } from 'vitest';
import { noAnswer } from '../../../../src/core/gateway/contract.ts';
import type { TaskRecord } from '../../../../src/core/model/ledger.ts';
import type { Route } from '../../../../src/core/model/route.ts';
import { explainLastRoute } from '../../../../src/surfaces/commands/lastRoute.ts';
import { createMemoryLedger } from '../../../../src/storage/memoryLedger.ts';
import { noNotes } from '../../../doubles/editor.ts';
import { createFakeClock, noon, taskFacts } from '../../storage/ledgerFixtures.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

it('marks what each weight speaks for', async () => {
  const evidence = [
    { feature: 'word.extract', phrase: 'extract', weight: 1.25 },
    { feature: 'reasoning.word.race', phrase: 'race', weight: -0.5 },
  ];
  const scores = { format: 0, complete: 0, refactor: 1, architect: 0 };
  const route: Route = {
    class: 'refactor',
    policy: 'maybe',
    confidence: 1,
    because: [],
    classification: { class: 'refactor', scores, deservesReasoning: 0.5, basis: 'text', evidence },
    tier: 'local',
    tool: 'formatter',
  };
  const record: TaskRecord = {
    task: taskFacts('t'),
    startedAt: noon,
    endedAt: noon,
    end: 'stopped',
    route: {
      tier: 'local',
      tool: 'formatter',
      scores,
      deservesReasoning: 0.5,
      basis: 'text',
      highStakes: false,
      prices: [],
    },
    steps: [],
    notes: [],
    outcome: 'unknown',
  };
  let shown = '';
  await explainLastRoute(
    { ...noNotes, showMarkdown: async (_, text) => void (shown = text) },
    {
      task: {
        taskId: 't',
        editor: { surface: 'command', text: '' },
        content: { kind: 'messages', messages: [] },
      },
      route,
      end: { kind: 'stopped', answer: noAnswer, receipt: undefined, finished: { record, attempts: [] } },
      rerun: async () => {},
    },
    async () => createMemoryLedger({ clock: createFakeClock() }),
  );
  const rows = shown.split('\n').filter((line) => /^\| (?:extract|race|Evidence)/.test(line));
  expect(rows).toEqual([
    '| Evidence | For | Weight |',
    '| extract | refactor | \\+1\\.25 |',
    '| race | reasoning | −0\\.50 |',
  ]);
});
