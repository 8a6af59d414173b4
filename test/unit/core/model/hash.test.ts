import { expect, test } from 'vitest';
import { workspaceIdentity } from '../../../../src/core/budget/workspaceIdentity.ts';
import { fingerprint } from '../../../../src/core/gateway/callLoop.ts';
import { combine, finish, hashDigits, hashText, hashText64 } from '../../../../src/core/model/hash.ts';

// Ledgers, weights and caches of providers hold these values: a hash that gives another one loses them.

test('32 bits, by any seed and in pieces', () => {
  expect(hashDigits(hashText(''))).toBe('811c9dc5');
  expect(hashDigits(hashText('Über 1'))).toBe('381d61db');
  expect(hashDigits(hashText('Über 1', 0x1234567))).toBe('a7285145');
  expect(hashText(' 1', hashText('Über'))).toBe(hashText('Über 1'));
});

test('64 bits over UTF-8', () => {
  expect(hashText64('')).toBe('cbf29ce484222325');
  expect(hashText64('file:///c:/xÄ')).toBe('9c1c74650f598cfb');
});

test('keys of features keep the 24 bits that the weights were trained with', () => {
  expect(finish(combine(0, hashText('x')))).toBe(16309368);
});

test('a workspace keeps the name that its spending stands under', () => {
  expect(workspaceIdentity({ workspaceFile: 'file:///C%3A/xÄ/', folders: [] })).toBe('w9c1c74650f598cfb');
});

test('messages of a loop are known again', () => {
  expect(fingerprint({ role: 'system', text: 'Über 1' })).toBe('system:33:o6wobz10hb77h');
});
