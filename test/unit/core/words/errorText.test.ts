import { describe, expect, it } from 'vitest';
import { SwitchyardError } from '../../../../src/core/model/errors.ts';
import { errorText } from '../../../../src/core/words/errorText.ts';

it.each([
  [true, 'Nothing was billed.'],
  [false, 'It may have been billed, so an estimate of its cost was booked.'],
])('a fault of the provider says what it cost (unbilled: %s)', (unbilled, words) => {
  const details = { endpoint: 'acme', status: 503 };
  const error = new SwitchyardError('serverError', 'x', { details, unbilled });
  expect(errorText(error, String).message).toBe(
    `acme has a fault of its own (HTTP 503). Try again later. ${words}`,
  );
});

describe('a stream that was cut', () => {
  const said = (details: Record<string, string | number>) =>
    errorText(new SwitchyardError('cutAtCap', 'x', { details: { model: 'm-1', ...details } }), String)
      .message;

  it('at the cap on the wire says which, and what follows', () => {
    expect(said({ limit: 'cap', tokens: 5200, cap: 4000 })).toBe(
      'Stopped: m-1 wrote on past its limit of 4000 tokens, which the provider did not keep. ' +
        'What had come by then is paid, by estimate. The model now waits for your word.',
    );
  });

  it('at its hold says what was reported, and what was set aside', () => {
    expect(said({ limit: 'hold', cost: 69_000_000, hold: 41_000_000 })).toBe(
      'Stopped: m-1 reported a cost of $0.069 while it ran, more than the $0.041 that your limits had set aside ' +
        'for this request. What had come by then is paid, by estimate.',
    );
  });
});
it.each([
  [
    true,
    'Not sent: a.md stays here, since it is a link. If you know the file and it holds no secret, allow it once.',
  ],
  [false, 'Not sent: a.md stays here, since it is a link.'],
])(
  'a file that stays is named with its reason, and with the way out where there is one (uncertain: %s)',
  (isUncertain, words) => {
    const why = 'a.md stays here, since it is a link';
    const error = new SwitchyardError('neverSend', why, { details: { why, isUncertain } });
    expect(errorText(error, String).message).toBe(words);
  },
);
