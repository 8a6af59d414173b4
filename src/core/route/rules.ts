/** "Always do this for this command, for this language": which rule applies, which to offer, their words. */
import type { RoutingRule } from '../gatewaySettings.ts';
import type { EditorRequest, RequestClass } from '../request.ts';
import type { RouteOverride } from './override.ts';

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
