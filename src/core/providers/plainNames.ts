/** The names that a provider gives are kept in the ledger and shown, so none may be more than a name. */
import type { ProviderEvent } from './provider.ts';
import { quotesSecret, type Secrecy } from './safeMessage.ts';

interface Named extends Secrecy {
  /** The model that was asked for: its name is known to be one. */
  readonly model: string;
}

const nameShape = /^[\w./:@+~-]{1,128}$/;

/** `event` without names of model, response or finish reason that are no names or repeat key or prompt. */
export function withPlainNames(event: ProviderEvent, context: Named): ProviderEvent {
  switch (event.type) {
    case 'response':
      return { ...event, id: plainName(event.id, context), model: plainName(event.model, context) };
    case 'finish':
      return { ...event, raw: plainName(event.raw, context) ?? 'other' };
    default:
      return event;
  }
}

function plainName(name: string | undefined, context: Named): string | undefined {
  if (name === undefined || name === context.model) return name;
  return nameShape.test(name) && !quotesSecret(name, context) ? name : undefined;
}
