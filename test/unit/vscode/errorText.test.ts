import { expect, it } from 'vitest';
import { SwitchyardError } from '../../../src/core/errors.ts';
import { errorText } from '../../../src/vscode/errorText.ts';

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
