import { describe, expect, it } from 'vitest';
import { isProse } from '../../../../src/core/answer/extractCode.ts';

describe('isProse', () => {
  it.each([
    ['I cannot complete this without knowing the schema.', 'typescript'],
    ['I cannot complete this without knowing the schema.', 'python'],
    ['Here is the completion:\n\nreturn a + b;', 'typescript'],
    ['return a + b;\n\nThis works because we add what you need.', 'typescript'],
    ["Sorry, I can't help with `total`.", 'yaml'],
    ['The function `sum(a, b)` is missing: you should add it first', 'rust'],
    ['No schema given.', 'sql'],
    ['Which of the two tables should it read?', 'typescriptreact'],
  ])('%j in %s is', (text, languageId) => {
    expect(isProse(text, languageId)).toBe(true);
  });

  it.each([
    ['return lines.reduce((sum, line) => sum + line.unitPrice, 0);', 'typescript'],
    ['for (const it of these) total += it.price;', 'javascript'],
    ['// This is what you need: the sum of the two.\nreturn a + b', 'go'],
    ['"""Says what the caller needs to know of it."""\nlow = [x for x in items]\nreturn low', 'python'],
    ['/**\n * The sum of what you have.\n */\nfunction sum() {}', 'typescript'],
    ['"""Says more.\n\nThis is what you would need to know of it.\n"""\nlow = 1', 'python'],
    ['/* Adds.\nThis is what you would need to know of it. */\nint add(int a, int b)', 'c'],
    ['<!-- Shown.\nThis is what you would need to know of it. -->\n<p></p>', 'html'],
    ['throw new Error("You cannot do this without the schema.");', 'java'],
    ["it 'says what the model would need' do\n  expect(x).to be\nend", 'ruby'],
    ['<p>\n  This is the text that you will see.\n</p>', 'html'],
    ['<p>\n  This is the text that you will see.\n</p>', 'typescriptreact'],
    ['description: The name of the user that you want', 'yaml'],
    ['select name from users where id in (1, 2) and not deleted', 'sql'],
    ['if x is not None and y in z:\n    return x\nelse:\n    pass', 'python'],
    ['case Circle of r -> r', 'fsharp'],
    ['<<~TEXT\n  This is what you will see of the text.\nTEXT', 'ruby'],
    ['// only what the next step is', 'typescript'],
    ['I cannot complete this without knowing the schema.', 'markdown'],
    ['', 'typescript'],
  ])('%j in %s is not', (text, languageId) => {
    expect(isProse(text, languageId)).toBe(false);
  });
});
