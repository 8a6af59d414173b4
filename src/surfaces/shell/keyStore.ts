/** API keys: in SecretStorage only, each bound to the scheme, host and port it was entered for. */
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { BoundKey } from '../../core/providers/openaiProvider.ts';

const storedKey = z.object({ origin: z.string(), key: z.string().min(1) });
/** Ids that have a key: the secret store cannot be listed, and a provider may be gone from the settings. */
const storedIds = z.array(z.string()).catch([]);
const idsName = 'apiKeys';

export interface KeyStore {
  get(providerId: string): Promise<BoundKey | undefined>;
  set(providerId: string, key: BoundKey): Promise<void>;
  remove(providerId: string): Promise<void>;
  /** Every key that was ever stored, and those of `providerIds`. */
  removeAll(providerIds: readonly string[]): Promise<void>;
}

export type SecretStore = Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;

export function createKeyStore(secrets: SecretStore): KeyStore {
  const name = (providerId: string): string => `apiKey/${providerId}`;
  const ids = async (): Promise<readonly string[]> =>
    storedIds.parse(parsed((await secrets.get(idsName)) ?? '[]'));
  return {
    async get(providerId) {
      const text = await secrets.get(name(providerId));
      // An entry nobody can read is as good as none: the person is asked for the key again.
      return text === undefined ? undefined : storedKey.safeParse(parsed(text)).data;
    },
    async set(providerId, key) {
      await secrets.store(idsName, JSON.stringify([...new Set([...(await ids()), providerId])]));
      await secrets.store(name(providerId), JSON.stringify(key));
    },
    async remove(providerId) {
      await secrets.delete(name(providerId));
    },
    async removeAll(providerIds) {
      for (const id of new Set([...(await ids()), ...providerIds])) await secrets.delete(name(id));
      await secrets.delete(idsName);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
