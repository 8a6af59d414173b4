/** API keys: in SecretStorage only, each bound to the scheme, host and port it was entered for. */
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { BoundKey } from '../core/providers/openaiProvider.ts';

const storedKey = z.object({ origin: z.string(), key: z.string().min(1) });

export interface KeyStore {
  get(providerId: string): Promise<BoundKey | undefined>;
  set(providerId: string, key: BoundKey): Promise<void>;
  remove(providerId: string): Promise<void>;
  removeAll(providerIds: readonly string[]): Promise<void>;
}

export function createKeyStore(secrets: vscode.SecretStorage): KeyStore {
  const name = (providerId: string): string => `apiKey/${providerId}`;
  return {
    async get(providerId) {
      const text = await secrets.get(name(providerId));
      return text === undefined ? undefined : parse(text);
    },
    async set(providerId, key) {
      await secrets.store(name(providerId), JSON.stringify(key));
    },
    async remove(providerId) {
      await secrets.delete(name(providerId));
    },
    async removeAll(providerIds) {
      for (const id of providerIds) await secrets.delete(name(id));
    },
  };
}

/** An entry nobody can read is as good as none: the person is asked for the key again. */
function parse(text: string): BoundKey | undefined {
  try {
    return storedKey.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
