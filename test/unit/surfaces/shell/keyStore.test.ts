import { createKeyStore, type SecretStore } from '../../../../src/surfaces/shell/keyStore.ts';
import { describe, expect, it } from 'vitest';

function secretStore(
  entries: readonly [string, string][] = [],
): SecretStore & { readonly all: Map<string, string> } {
  const all = new Map(entries);
  return {
    all,
    get: async (name) => all.get(name),
    store: async (name, value) => void all.set(name, value),
    delete: async (name) => void all.delete(name),
  };
}

const key = { origin: 'https://api.example.com', key: 'k-1' };

describe('the key store', () => {
  it('gives a key back with the address it was entered for, until it is removed', async () => {
    const keys = createKeyStore(secretStore());
    await keys.set('a', key);
    expect(await keys.get('a')).toEqual(key);
    expect(await keys.get('b')).toBeUndefined();
    await keys.remove('a');
    expect(await keys.get('a')).toBeUndefined();
  });

  it.each(['k-1', '{"key": "k-1"}', '{"origin": "https://x.example", "key": ""}', '[]', 'null'])(
    'takes the entry %s for none: a key without its address goes nowhere',
    async (entry) => {
      expect(await createKeyStore(secretStore([['apiKey/a', entry]])).get('a')).toBeUndefined();
    },
  );

  it('removes all keys at once, those of providers that are set up no more included', async () => {
    const secrets = secretStore();
    const keys = createKeyStore(secrets);
    await keys.set('gone', key);
    await keys.set('a', key);
    await createKeyStore(secrets).removeAll(['a']);
    expect([...secrets.all]).toEqual([]);
  });
});
