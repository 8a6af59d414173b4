import type { EditorRequest } from '../request.ts';
import type { LocalTool } from './localTool.ts';
import { plainWish } from './plainWish.ts';

const introduction =
  /^(?:=|(?:(?:tell me )?what(?:['’]?s| is| does)|calc(?:ulate)?|compute|how (?:much|many) is|eval(?:uate)?|solve)\s)\s*/i;
const conclusion = /\s*(?:=|\bequals?)$/i;
const number = '(-?[\\d.,_]+)';
const verbFirst = new RegExp(
  `^(add|subtract|multiply|divide)\\s+${number}\\s+(?:to|and|from|by|with)\\s+${number}$`,
  'i',
);
const infix = new RegExp(
  `^${number}\\s+(plus|minus|times|multiplied by|divided by|over|mod|modulo)\\s+${number}$`,
  'i',
);
const nounFirst = new RegExp(`^(?:the )?(sum|product) (?:of )?${number} and ${number}$`, 'i');
const share = new RegExp(`^${number}\\s*(?:%|percent)\\s+of\\s+${number}$`, 'i');
const power = new RegExp(`^${number}\\s+(?:(squared)|(cubed)|to the power of\\s+${number})$`, 'i');
const operators: Readonly<Record<string, string>> = {
  add: '+',
  plus: '+',
  sum: '+',
  subtract: '-',
  minus: '-',
  product: '*',
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
/** A range of lines or pages; a sum only for one who asks what it is. */
const range = /^\d+-\d+$/;
/** In a conversation this answers a question: 8 of 10, option 1 or 2. */
const ratio = /^\d+\s*[-/]\s*\d+$/;

/** `3 * (4 + 5)`, `what is 17 % 5?`, `add 1 to 9900`. */
export function arithmetic(request: EditorRequest): LocalTool | undefined {
  if (request.selection || (request.command !== undefined && request.command !== 'ask')) return undefined;
  const words = plainWish(request.text);
  const text = words.replace(introduction, '').replace(conclusion, '');
  const isAsked = text !== words;
  if (!isAsked && (range.test(text) || (ratio.test(text) && request.previous?.length))) return undefined;
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
  const [, noun = '', one, other] = nounFirst.exec(text) ?? [];
  if (one !== undefined) return `${one}${operators[noun.toLowerCase()]}(${other})`;
  const [, base, squared, cubed, exponent] = power.exec(text) ?? [];
  if (base !== undefined) return `(${base})**(${squared ? 2 : cubed ? 3 : exponent})`;
  const [, percent, whole] = share.exec(text) ?? [];
  if (percent !== undefined) return `(${percent})*(${whole})/100`;
  if (notASum.test(text)) return undefined;
  // An x with spaces is a product; without them it is a size (1920x1080).
  const sum = text.replaceAll(/(?<=[\d)]) x (?=[(\d])/gi, ' * ').replaceAll(/[−–]/g, '-');
  const hasOperator = /[\d)]\s*(?:\*\*|[-+*/%^×÷])\s*[-.(\d]/.test(sum);
  return hasOperator && /^[-+*/%^×÷().,_\d\s]+$/.test(sum) ? sum : undefined;
}

/** Recursive descent over + - * / % ** and parentheses; undefined where the text is no expression. */
function evaluate(expression: string): number | undefined {
  const tokens = expression
    .replaceAll(/(?<=\d)[,_](?=\d{3}(?!\d))/g, '')
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll('^', '**')
    .match(/\d+(?:\.\d+)?|\.\d+|\*\*|[-+*/%()]|\S/g);
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
    return token !== undefined && /^\.?\d/.test(token) ? Number(token) : Number.NaN;
  };
  const raised = (): number => {
    const base = primary();
    return take('**') ? base ** unary() : base;
  };
  const unary = (): number => {
    if (take('-')) return -unary();
    take('+');
    return raised();
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
