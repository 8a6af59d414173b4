/** Cost, tokens and times by class and by model: a bar in each cell, its figure beside it. */
import { element, type Child, redraw, svg } from '../dom.ts';
import { shareBar } from '../charts/fills.ts';
import { table } from './table.ts';
import type { GroupView } from '../protocol.ts';
import { percentWords, timesWords } from '../words.ts';

export function drawGroups(
  container: HTMLElement,
  by: 'Class' | 'Model',
  groups: readonly GroupView[],
  practice: boolean,
): void {
  container.hidden = groups.length === 0;
  redraw(container, [groups, practice], () => {
    const dearest = Math.max(...groups.map((group) => group.cost.nanoUsd ?? 0));
    const longest = Math.max(...groups.map((group) => group.p95Seconds ?? group.p50Seconds ?? 0));
    return [
      element('h2', {}, `By ${by.toLowerCase()}`),
      table(
        `Cost, hidden tokens and seconds by ${by.toLowerCase()}`,
        [
          { head: by },
          { head: practice ? 'Would cost' : 'Cost', class: 'barred' },
          { head: 'Hidden of output', class: 'barred shares' },
          { head: 'Requests', figures: true, class: 'tasks' },
          { head: 'Time p50 · p95', class: 'barred times' },
        ],
        groups.map((group) => line(group, dearest, longest)),
      ),
    ];
  });
}

function line(group: GroupView, dearest: number, longest: number): Child[] {
  const output = group.visible + group.hidden + group.unsplit;
  const part = (tokens: number): number => (output === 0 ? 0 : tokens / output);
  const cost = shareBar([{ kind: 'cost', share: dearest === 0 ? 0 : (group.cost.nanoUsd ?? 0) / dearest }]);
  const tokens = shareBar([
    { kind: 'visible', share: part(group.visible) },
    { kind: 'hidden', share: part(group.hidden) },
    { kind: 'unsplit', share: part(group.unsplit) },
  ]);
  const times =
    group.p50Seconds === undefined ? undefined : timeRange(group.p50Seconds, group.p95Seconds, longest);
  return [
    element('span', { class: 'group-name', title: group.name }, group.name),
    barred(cost, group.cost.text),
    output === 0 ? '–' : barred(tokens, percentWords(group.hiddenShare)),
    String(group.tasks),
    barred(times, timesWords(group)),
  ];
}

function barred(picture: SVGSVGElement | undefined, figure: Child): HTMLElement {
  return element('span', { class: 'bar-and-figure' }, picture, element('span', {}, figure));
}

/** From the middle (p50) to the slow end (p95) of a group's times, on a scale shared by its table. */
function timeRange(p50: number, p95: number | undefined, longest: number): SVGSVGElement {
  const at = (seconds: number): string => `${longest > 0 ? (seconds / longest) * 96 + 2 : 2}%`;
  return svg(
    'svg',
    { class: 'time-range', height: 10, 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: '100%', y1: 5, y2: 5, class: 'grid' }),
    ...(p95 === undefined
      ? []
      : [
          svg('line', { x1: at(p50), x2: at(p95), y1: 5, y2: 5, class: 'range' }),
          svg('line', { x1: at(p95), x2: at(p95), y1: 1, y2: 9, class: 'range' }),
        ]),
    svg('circle', { cx: at(p50), cy: 5, r: 3.5, class: 'middle' }),
  );
}
