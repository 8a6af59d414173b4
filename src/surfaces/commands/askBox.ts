/** The front door: a box to type in that previews the route while one types. */
import * as vscode from 'vscode';
import type { RoutePreview } from '../../core/gateway/gateway.ts';
import { formatCents } from '../../core/words/figures.ts';
import { upToSteps, type RouteOverride } from '../../core/route/override.ts';
import type { Route } from '../../core/model/route.ts';
import type { RouteResult } from '../../core/route/router.ts';

export interface Asked {
  readonly text: string;
  readonly override: RouteOverride | undefined;
}

interface RouteItem extends vscode.QuickPickItem {
  readonly override?: RouteOverride | undefined;
}

/** Long enough to skip most keystrokes of a word, short enough to feel immediate. */
const previewDelayMs = 80;

export function askBox(options: {
  readonly title: string;
  readonly placeholder: string;
  /** undefined where nothing is to be done. */
  readonly preview: (text: string) => Promise<RoutePreview | undefined>;
}): Promise<Asked | undefined> {
  const box = vscode.window.createQuickPick<RouteItem>();
  box.title = options.title;
  box.placeholder = options.placeholder;
  box.ignoreFocusOut = true;
  box.items = [hint];

  return new Promise((resolve) => {
    let asked: Asked | undefined;
    let timer: NodeJS.Timeout | undefined;
    let latest = 0;

    const refresh = async (): Promise<void> => {
      const text = box.value.trim();
      const turn = ++latest;
      const routeWith = text === '' ? undefined : await options.preview(text);
      // Typing went on while this was computed: a later turn shows the newer route.
      if (turn === latest) box.items = routeWith ? itemsOf(routeWith) : [hint];
    };

    box.onDidChangeValue(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(), previewDelayMs);
    });
    box.onDidAccept(() => {
      const text = box.value.trim();
      if (text === '') return;
      asked = { text, override: box.selectedItems[0]?.override };
      box.hide();
    });
    box.onDidHide(() => {
      clearTimeout(timer);
      latest++;
      box.dispose();
      resolve(asked);
    });
    box.show();
  });
}

const hint: RouteItem = {
  label: '$(arrow-swap) Type what you want done',
  detail: 'The route shows here while you type: class, tier, what it will probably cost, how long.',
  alwaysShow: true,
};

function routeItem(result: RouteResult): RouteItem {
  if (!result.route) {
    return { label: '$(warning) No model is set up', detail: 'Enter opens the set-up.', alwaysShow: true };
  }
  const { route } = result;
  if (route.tier === 'local') {
    return {
      label: `$(arrow-right) ${route.class} · ${route.tool} · $0`,
      detail: reasonsOf(route),
      alwaysShow: true,
    };
  }
  const { cost, seconds } = route.predicted;
  const figures = [
    formatCents(cost, { approximate: true }),
    ...(seconds === undefined ? [] : [`${Math.round(seconds)} s`]),
    ...(route.model.provider === 'practice' ? ['practice'] : []),
  ];
  return {
    label: `$(arrow-right) ${route.class} · ${route.tier} · ${figures.join(' · ')}`,
    description: route.model.model,
    detail: reasonsOf(route),
    alwaysShow: true,
  };
}

/** What decided comes first, since a long line is cut; the class stands above them already. */
function reasonsOf({ class: requestClass, because }: Route): string {
  const [what = '', ...rest] = because;
  const signs = what === requestClass ? [] : [what.replace(`${requestClass}: `, '')];
  return [...rest, ...signs].join(' · ');
}

function itemsOf(routeWith: RoutePreview): readonly RouteItem[] {
  const auto = routeWith();
  return [routeItem(auto), ...(auto.route && auto.route.tier !== 'local' ? upToItems(routeWith) : [])];
}

/** More thinking, for this one request. */
function upToItems(routeWith: RoutePreview): readonly RouteItem[] {
  const items = upToSteps.map((upTo): RouteItem => {
    const override = { upTo };
    const { route } = routeWith(override);
    return {
      label: `$(lightbulb) up to ${upTo.label}`,
      // What the limits leave of it: buying more than they allow gets no more.
      ...(route && route.tier !== 'local' && { description: `${route.tier}, effort ${route.effort}` }),
      override,
      alwaysShow: true,
    };
  });
  return [{ label: 'up to', kind: vscode.QuickPickItemKind.Separator }, ...items];
}
