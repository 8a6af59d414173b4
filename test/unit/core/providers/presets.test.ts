import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { dialectOfHost } from '../../../../src/core/providers/dialects.ts';
import { checkEndpointUrl } from '../../../../src/core/model/endpointUrl.ts';
import { presets } from '../../../../src/core/providers/presets.ts';

const priceProvider: Readonly<Record<string, string>> = { xai: 'x-ai' };

describe('presets', () => {
  it.each(presets.filter(({ baseUrl }) => baseUrl !== ''))(
    '$label: the address is fit and found by its host',
    ({ baseUrl, dialect }) => {
      expect(checkEndpointUrl(baseUrl)).toMatchObject({ ok: true, url: baseUrl });
      expect(dialectOfHost(baseUrl)).toBe(dialect);
    },
  );

  it.each(presets.filter(({ keyUrl }) => keyUrl !== undefined))(
    '$label: its models have a price',
    ({ id, models }) => {
      for (const model of [models?.fast ?? '', models?.reasoning ?? '']) {
        const price = calcPrice({ input_tokens: 1000, output_tokens: 1000 }, model, {
          providerId: priceProvider[id] ?? id,
          timestamp: new Date('2026-10-01'),
        });
        expect([model, price?.model.id]).not.toContain(undefined);
      }
    },
  );

  it('leave the address of another server to the user', () => {
    expect(presets.filter(({ baseUrl }) => baseUrl === '').map(({ id }) => id)).toEqual(['custom']);
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
  });
});
