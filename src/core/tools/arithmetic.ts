import type { EditorRequest } from '../request.ts';
import type { LocalTool } from './localTool.ts';

const introduction = /^(?:what(?:'s| is)|calculate|compute|how much is|eval(?:uate)?)\s+/i;
const number = '(-?[\\d.,_]+)';
const verbFirst = new RegExp(
  `^(add|subtract|multiply|divide)\\s+${number}\\s+(?:to|and|from|by|with)\\s+${number}$`,
  'i',
);
const infix = new RegExp(
  `^${number}\\s+(plus|minus|times|multiplied by|divided by|over|mod|modulo)\\s+${number}$`,
  'i',
);
const share = new RegExp(`^${number}\\s*(?:%|percent)\\s+of\\s+${number}$`, 'i');
const operators: Readonly<Record<string, string>> = {
  add: '+',
  plus: '+',
  subtract: '-',
  minus: '-',
  multiply: '*',
  times: '*',
  'multiplied by': '*',
  divide: '/',
  'divided by': '/',
  over: '/',
  mod: '%',
  modulo: '%',
};
/** Dates, versions, telephone and issue numbers read like sums, and nobody means them so. */
const notASum = /^\d+(?:-\d+){2,}$|^\d{3,}-\d+$|^\d{1,4}\/\d{1,2}\/\d{1,4}$/;

/** `3 * (4 + 5)`, `what is 17 % 5?`, `add 1 to 9900`. */
export function arithmetic(request: EditorRequest): LocalTool | undefined {
  if (request.selection || (request.command !== undefined && request.command !== 'ask')) return undefined;
  const text = request.text
    .trim()
    .replace(/[\s=?.!]+$/, '')
    .replace(introduction, '');
  const expression = expressionOf(text);
  if (expression === undefined) return undefined;
  const value = evaluate(expression);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const result = Number.isInteger(value) ? value : Number(value.toPrecision(shownDigits));
  // Beyond 15 digits a double no longer tells the truth.
  if (Number.isInteger(result) && !Number.isSafeInteger(result)) return undefined;
  return {
    name: 'arithmetic',
    because: 'arithmetic: computed here',
    action: { kind: 'answer', text: `${text} ${isRounded(result) ? '≈' : '='} ${result}` },
  };
}

const shownDigits = 12;

/** A fraction that needs every digit shown goes on beyond them. */
function isRounded(result: number): boolean {
  const digits = String(result).replace(/e.*$/, '').replaceAll(/[-.]/g, '').replace(/^0+/, '');
  return !Number.isInteger(result) && digits.length >= shownDigits - 1;
}

function expressionOf(text: string): string | undefined {
  const [, verb, left, right] = verbFirst.exec(text) ?? [];
  if (verb !== undefined) {
    const operator = operators[verb.toLowerCase()];
    return operator === '-' && / from /i.test(text) ? `${right}-(${left})` : `${left}${operator}(${right})`;
  }
  const [, first, word = '', second] = infix.exec(text) ?? [];
  if (first !== undefined) return `${first}${operators[word.toLowerCase()]}(${second})`;
  const [, percent, whole] = share.exec(text) ?? [];
  if (percent !== undefined) return `(${percent})*(${whole})/100`;
  if (notASum.test(text)) return undefined;
  const hasOperator = /[\d)]\s*(?:\*\*|[-+*/%^×÷])\s*[-(\d]/.test(text);
  return hasOperator && /^[-+*/%^×÷().,_\d\s]+$/.test(text) ? text : undefined;
}

/** Recursive descent over + - * / % ** and parentheses; undefined where the text is no expression. */
function evaluate(expression: string): number | undefined {
  const tokens = expression
    .replaceAll(/(?<=\d)[,_](?=\d{3}(?!\d))/g, '')
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll('^', '**')
    .match(/\d+(?:\.\d+)?|\*\*|[-+*/%()]|\S/g);
  if (!tokens) return undefined;
  let position = 0;
  const take = (...wanted: string[]): string | undefined => {
    const token = tokens[position];
    if (token === undefined || !wanted.includes(token)) return undefined;
    position++;
    return token;
  };

  const primary = (): number => {
    if (take('(')) {
      const inner = sum();
      return take(')') ? inner : Number.NaN;
    }
    const token = tokens[position++];
    return token !== undefined && /^\d/.test(token) ? Number(token) : Number.NaN;
  };
  const power = (): number => {
    const base = primary();
    return take('**') ? base ** unary() : base;
  };
  const unary = (): number => {
    if (take('-')) return -unary();
    take('+');
    return power();
  };
  const product = (): number => {
    let value = unary();
    for (let operator = take('*', '/', '%'); operator; operator = take('*', '/', '%')) {
      const right = unary();
      value = operator === '*' ? value * right : operator === '/' ? value / right : value % right;
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    for (let operator = take('+', '-'); operator; operator = take('+', '-')) {
      const right = product();
      value = operator === '+' ? value + right : value - right;
    }
    return value;
  };

  const value = sum();
  return position === tokens.length && !Number.isNaN(value) ? value : undefined;
}
