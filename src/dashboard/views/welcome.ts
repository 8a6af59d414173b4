/** What a new user sees instead of empty tables: what this is and what to try first. */
import { button, element, svg } from '../dom.ts';
import { bar } from '../charts/fills.ts';
import type { Page } from '../page.ts';
import { practiceWords } from '../words.ts';

export function drawWelcome(page: Page): HTMLElement {
  return element(
    'section',
    { class: 'welcome', 'aria-labelledby': 'welcome' },
    yardPicture(),
    element('h1', { id: 'welcome' }, 'No request has come through yet'),
    element(
      'p',
      {},
      'Each one is sent to a local tool, a fast model or a reasoning model. Here you will see which and why, ' +
        'what it thought without showing you, and what that cost.',
    ),
    element(
      'ol',
      { class: 'steps' },
      step('Ask something', 'The route and its likely cost stand there before anything is sent.', () =>
        button('Ask…', { class: 'primary' }, () => page.send({ type: 'start', what: 'ask' })),
      ),
      step('Format a file', 'Layout goes to the formatter you have: $0, no model.', () =>
        element('kbd', {}, 'Switchyard: Format'),
      ),
      step('Set up your models', `A key or a local model. Until then you are in ${practiceWords}.`, () =>
        button('Set Up Models', {}, () => page.send({ type: 'start', what: 'setUpModels' })),
      ),
    ),
  );
}

function step(name: string, words: string, action: () => Node): HTMLLIElement {
  return element('li', {}, element('strong', {}, name), element('span', {}, words), action());
}

/** One track in, the meter at the gate, three tracks out. */
function yardPicture(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'yard', viewBox: '0 0 360 96', 'aria-hidden': 'true' },
    svg('path', { class: 'track', d: 'M0 48H108' }),
    svg('path', { class: 'track tier-local', d: 'M152 38C190 26 194 16 236 16H360' }),
    svg('path', { class: 'track tier-fast', d: 'M155 48H360' }),
    svg('path', { class: 'track tier-reasoning', d: 'M152 58C190 70 194 80 236 80H360' }),
    svg('circle', { class: 'dial', cx: 130, cy: 48, r: 24 }),
    svg('path', { class: 'needle', d: 'M130 48L143 35' }),
    bar('visible', { x: 250, y: 43, width: 26, height: 10 }),
    bar('visible', { x: 250, y: 75, width: 12, height: 10 }),
    bar('hidden', { x: 262, y: 75, width: 78, height: 10 }),
  );
}
