/** Where a person has said how requests go: once for one of them, or by a rule for all of a kind. */
import type { ModelTier, RoutingRule } from '../model/gatewaySettings.ts';
import { type NanoUsd, nanoUsd } from '../model/money.ts';
import { type RequestClass, requestClasses, type EditorRequest } from '../model/request.ts';
import type { Effort, Route } from '../model/route.ts';

/** What a person chose for this one request; it wins over classifier and policy, never over budgets. */
export interface RouteOverride {
  readonly class?: RequestClass | undefined;
  readonly tier?: ModelTier | undefined;
  /** More thinking bought: an effort, and a cap in dollars for the whole task. */
  readonly upTo?: UpTo | undefined;
}

export interface UpTo {
  readonly label: string;
  readonly cost: NanoUsd;
  readonly effort: Effort;
}

/** The steps of "up to: auto, 1¢, 5¢, 25¢"; auto is no override. */
export const upToSteps: readonly UpTo[] = [
  { label: '1¢', cost: nanoUsd(10_000_000), effort: 'low' },
  { label: '5¢', cost: nanoUsd(50_000_000), effort: 'medium' },
  { label: '25¢', cost: nanoUsd(250_000_000), effort: 'high' },
];

/** The other ways a finished request could go, for the person to choose from. */
export interface Reroute {
  readonly kind: 'tier' | 'class';
  readonly label: string;
  readonly override: RouteOverride;
}

/**
 * The other tier first, then the same once more, then every other class. A tool's work can only go
 * to a model: what it does is the same in every class.
 */
export function reroutesOf(route: Route): readonly Reroute[] {
  const order = route.tier === 'fast' ? (['reasoning', 'fast'] as const) : (['fast', 'reasoning'] as const);
  const tiers = order.map((tier): Reroute => ({
    kind: 'tier',
    label: tier === route.tier ? `${tier}, once more` : tier,
    override: { class: route.class, tier },
  }));
  if (route.tier === 'local') return tiers;
  const classes = requestClasses
    .filter((name) => name !== route.class)
    .map((name): Reroute => ({ kind: 'class', label: `as ${name}`, override: { class: name } }));
  return [...tiers, ...classes];
}

// "Always do this for this command, for this language": which rule applies, which to offer, their words.

/** The first rule whose every condition the request meets; a rule without conditions applies to nothing. */
export function ruleFor(
  request: Pick<EditorRequest, 'command' | 'language'>,
  rules: readonly RoutingRule[],
): RoutingRule | undefined {
  return rules.find(
    ({ when }) =>
      (when.command !== undefined || when.language !== undefined) &&
      (when.command === undefined || when.command === request.command) &&
      (when.language === undefined || when.language === request.language),
  );
}

/**
 * The class a rule gives a request. A rule for a language says nothing of a command that names its class
 * itself: who calls *Complete* wants a completion.
 */
export function classByRule(
  { when, route }: RoutingRule,
  { command }: Pick<EditorRequest, 'command'>,
): RequestClass | undefined {
  const open = command === undefined || command === 'ask' || when.command !== undefined;
  return open ? route.class : undefined;
}

/**
 * Rules worth offering after a request: for its command and its language, what the person just chose
 * first, then either tier.
 */
export function suggestedRules(
  { command, language }: Pick<EditorRequest, 'command' | 'language'>,
  chosen: RouteOverride | undefined,
): readonly RoutingRule[] {
  const whens: RoutingRule['when'][] = [
    // Ask is all kinds of requests: a rule for it would switch the router off.
    ...(command === undefined || command === 'ask' ? [] : [{ command }]),
    ...(language === undefined ? [] : [{ language }]),
  ];
  const routes: RoutingRule['route'][] = [
    ...(chosen?.class ? [{ class: chosen.class }] : []),
    ...(chosen?.tier === 'reasoning' ? [{ tier: 'reasoning' as const }] : []),
    { tier: 'fast' },
    ...(chosen?.tier === 'reasoning' ? [] : [{ tier: 'reasoning' as const }]),
  ];
  return whens.flatMap((when) => routes.map((route) => ({ when, route })));
}

export function describeRule({ when, route }: RoutingRule): string {
  const what = [
    ...(when.command === undefined ? [] : [`command ${when.command}`]),
    ...(when.language === undefined ? [] : [`language ${when.language}`]),
  ].join(', ');
  return `${what} → ${[route.class, route.tier].filter((part) => part !== undefined).join(' on ')}`;
}
