import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterOf } from '../../../../src/core/providers/retryAfter.ts';

/** 2026-11-18T12:00:00Z */
const now = 1_795_003_200_000;
const asked = (headers: Record<string, string>, body: unknown = {}, message = '') =>
  retryAfterOf(new Headers(headers), body, message, now).asked;
const refilled = (headers: Record<string, string>, message = '') =>
  retryAfterOf(new Headers(headers), {}, message, now).refilled;

describe('a wait that is asked for', () => {
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': '12s' }, 12_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
    [{ 'retry-after': 'Wed, 18 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': '2026-11-18T12:01:00Z' }, 60_000],
    [{ 'retry-after': '1795003205' }, 5000],
    [{ 'retry-after': '1795003205000' }, 5000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-3' }, undefined],
    [{ 'retry-after': '99999999' }, undefined],
  ])('%j', (headers, ms) => {
    expect(asked(headers)).toBe(ms);
  });

  it.each([
    [{ error: { details: [{ '@type': 'x.RetryInfo', retryDelay: '34s' }] } }, 34_000],
    [{ error: { details: [{ retryDelay: '34.074824224s' }] } }, 34_075],
    [{ error: { details: [{ retryDelay: '6h12m' }] } }, 22_320_000],
    [{ error: { retry_after: 3 } }, 3000],
    [{ retry_after_ms: 450 }, 450],
    [{ error: { metadata: { headers: { 'Retry-After': '8' } } } }, 8000],
    [{ error: { details: [{ retryDelay: 'later' }] } }, undefined],
  ])('%j', (body, ms) => {
    expect(asked({}, body)).toBe(ms);
  });

  it.each([
    ['Please try again in 9.8s. Visit the site.', 9800],
    ['Please try again in 1m30.5s.', 90_500],
    ['Please try again in 250ms.', 250],
    ['Please try again in 6h12m', 22_320_000],
    ['Please retry after 20 seconds.', 20_000],
    ['Please wait 30 seconds before you send more', 30_000],
    ['retry in 2 minutes and 5 seconds', 125_000],
    ['Your quota will reset after 27s.', 27_000],
    ['Rate limit resets in 1 hour', 3_600_000],
    ['available again in about 45 sec', 45_000],
    ['请在 20 秒后重试', 20_000],
    ['Try again later.', undefined],
    ['Limit 3 / min. Add a payment method.', undefined],
    ['The model answers in 5 seconds', undefined],
    ['You have 3 days left.', undefined],
  ])('%s', (message, ms) => {
    expect(asked({}, {}, message)).toBe(ms);
  });

  it('is taken from the words where a header says no more than at once', () => {
    expect(asked({ 'retry-after': '0' }, {}, 'try again in 3s')).toBe(3000);
    expect(asked({ 'retry-after': '5' }, {}, 'try again in 3s')).toBe(5000);
  });

  it('is read in every spelling of a duration', () => {
    const part = fc.nat({ max: 59 });
    fc.assert(
      fc.property(part, part, part, (hours, minutes, seconds) => {
        const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
        for (const text of [
          `${hours}h${minutes}m${seconds}s`,
          `${hours} hours ${minutes} minutes ${seconds} seconds`,
          `${hours} hrs, ${minutes} mins and ${seconds} secs`,
        ]) {
          expect(asked({}, {}, `Please try again in ${text}.`)).toBe(ms);
          expect(asked({ 'retry-after': text })).toBe(ms);
        }
      }),
    );
  });
});

describe('the time until what was used up is there again', () => {
  it.each([
    [{ 'x-ratelimit-reset-tokens': '9.8s' }, 9800],
    [{ 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-reset-requests': '250ms' }, 250],
    [{ 'x-ratelimit-reset-tokens': '12' }, 12_000],
    [{ 'x-ratelimit-reset': '1795003230' }, 30_000],
    [{ 'x-ratelimit-reset': '1795003230000' }, 30_000],
    [{ 'x-ratelimit-reset': '1795003100' }, undefined],
    [{ 'ratelimit-reset': '50' }, 50_000],
    [{ 'anthropic-ratelimit-tokens-reset': '2026-11-18T12:00:41Z' }, 41_000],
    [{ 'x-ratelimit-remaining-requests': '3' }, undefined],
  ])('%j', (headers, ms) => {
    expect(refilled(headers)).toBe(ms);
  });

  const both = { 'x-ratelimit-reset-requests': '6h0m0s', 'x-ratelimit-reset-tokens': '9.8s' };

  it('is that of what is used up', () => {
    const left = { 'x-ratelimit-remaining-requests': '9999', 'x-ratelimit-remaining-tokens': '0' };
    expect(refilled({ ...both, ...left })).toBe(9800);
    const none = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-remaining-tokens': '0' };
    expect(refilled({ ...both, ...none })).toBe(21_600_000);
  });

  it('is not that of requests where one is left, and tokens may be too few', () => {
    const left = { 'x-ratelimit-remaining-requests': '9999', 'x-ratelimit-remaining-tokens': '1446' };
    expect(refilled({ ...both, ...left })).toBe(9800);
  });

  it('is that of tokens where the words name them, else the longest', () => {
    expect(refilled(both, 'Rate limit reached on tokens per min (TPM)')).toBe(9800);
    expect(refilled(both, 'Slow down.')).toBe(21_600_000);
  });

  it('is no reason to wait where it stands beside another refusal', () => {
    expect(retryAfterOf(new Headers(both), {}, '', now).asked).toBeUndefined();
  });
});
