import type { EditorRequest } from '../request.ts';
import type { LocalTool } from './localTool.ts';

const introduction = /^(?:what(?:'s| is)|calculate|compute|how much is|eval(?:uate)?)\s+/i;
const spoken =
  /^(add|plus|subtract|multiply|divide)\s+(-?[\d.,_]+)\s+(?:to|and|from|by|with)\s+(-?[\d.,_]+)$/i;

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
  // Beyond 15 digits a double no longer tells the truth.
  const result = Number.isInteger(value) ? value : Number(value.toPrecision(12));
  if (Number.isInteger(result) && !Number.isSafeInteger(result)) return undefined;
  return {
    name: 'arithmetic',
    because: 'arithmetic: computed here',
    action: { kind: 'answer', text: `${text} = ${result}` },
  };
}

function expressionOf(text: string): string | undefined {
  const words = spoken.exec(text);
  if (words) {
    const [, verb = '', first = '', second = ''] = words;
    const operators: Record<string, string> = {
      add: '+',
      plus: '+',
      subtract: '-',
      multiply: '*',
      divide: '/',
    };
    const operator = operators[verb.toLowerCase()] ?? '+';
    const from = operator === '-' && / from /i.test(text);
    return from ? `${second}-${first}` : `${first}${operator}${second}`;
  }
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
