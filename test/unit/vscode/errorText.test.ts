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
