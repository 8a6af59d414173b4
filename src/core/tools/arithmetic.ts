import type { EditorRequest } from '../model/request.ts';
import { type LocalTool, plainWish } from './localTool.ts';
import {
  add,
  decimalOf,
  divide,
  multiply,
  negated,
  raise,
  rationalOf,
  remainderOf,
  type Rational,
} from './rational.ts';

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

/** Characters; longer than any sum that a person types. */
const longestWish = 1000;
/** A percentage in a sum (`5% + 3`) is no remainder. */
const percentage = /\d%\s+[-+]|\d%\s*\+/;

/** `3 * (4 + 5)`, `what is 17 % 5?`, `add 1 to 9900`. */
export function arithmetic(request: EditorRequest): LocalTool | undefined {
  if (request.selection || (request.command !== undefined && request.command !== 'ask')) return undefined;
  if (request.text.length > longestWish) return undefined;
  const words = plainWish(request.text);
  const text = words.replace(introduction, '').replace(conclusion, '');
  const isAsked = text !== words;
  if (!isAsked && (range.test(text) || (ratio.test(text) && request.previous?.length))) return undefined;
  const expression = expressionOf(text);
  if (expression === undefined) return undefined;
  const value = evaluate(expression);
  if (value === undefined) return undefined;
  const { text: result, exact } = decimalOf(value);
  return {
    name: 'arithmetic',
    because: 'arithmetic: computed here',
    action: { kind: 'answer', text: `${text} ${exact ? '=' : '≈'} ${result}`, result },
  };
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
  if (notASum.test(text) || percentage.test(text)) return undefined;
  // An x with spaces is a product; without them it is a size (1920x1080).
  const infixText = text.replaceAll(/(?<=[\d)]) x (?=[(\d])/gi, ' * ').replaceAll(/[−–]/g, '-');
  const hasOperator = /[\d)]\s*(?:\*\*|[-+*/%^×÷])\s*[-.(\d]/.test(infixText);
  return hasOperator && /^[-+*/%^×÷().,_\d\s]+$/.test(infixText) ? infixText : undefined;
}

/** Thousands: `1,234`, `1_000_000`; not `0,5`, `12,34` or `1234,567`, which others read as decimals. */
const grouped = /(?<![\d.,_])[1-9]\d{0,2}(?:[,_]\d{3})+(?![\d,_])/g;

/** undefined where the text is no expression, divides by 0, or has a power that is no fraction. */
function evaluate(expression: string): Rational | undefined {
  const tokens = expression
    .replaceAll(grouped, (digits) => digits.replaceAll(/[,_]/g, ''))
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll('^', '**')
    .match(/\d+(?:\.\d+)?|\.\d+|\*\*|[-+*/%()]|\S/g);
  if (!tokens) return undefined;
  const parser: Parser = { tokens, position: 0 };
  const value = sum(parser);
  return parser.position === tokens.length ? value : undefined;
}

/** Recursive descent over + - * / % ** and parentheses. */
interface Parser {
  readonly tokens: readonly string[];
  position: number;
}

function take(parser: Parser, ...wanted: string[]): string | undefined {
  const token = parser.tokens[parser.position];
  if (token === undefined || !wanted.includes(token)) return undefined;
  parser.position++;
  return token;
}

function sum(parser: Parser): Rational | undefined {
  let value = product(parser);
  for (let operator = take(parser, '+', '-'); operator; operator = take(parser, '+', '-')) {
    const right = product(parser);
    value = value && right && add(value, operator === '+' ? right : negated(right));
  }
  return value;
}

const productOperations: Readonly<Record<string, (a: Rational, b: Rational) => Rational | undefined>> = {
  '*': multiply,
  '/': divide,
  '%': remainderOf,
};

function product(parser: Parser): Rational | undefined {
  let value = unary(parser);
  for (let operator = take(parser, '*', '/', '%'); operator; operator = take(parser, '*', '/', '%')) {
    const right = unary(parser);
    value = value && right && productOperations[operator]?.(value, right);
  }
  return value;
}

function unary(parser: Parser): Rational | undefined {
  if (take(parser, '-')) {
    const value = unary(parser);
    return value && negated(value);
  }
  take(parser, '+');
  const base = primary(parser);
  if (!take(parser, '**')) return base;
  const exponent = unary(parser);
  return base && exponent && raise(base, exponent);
}

function primary(parser: Parser): Rational | undefined {
  if (take(parser, '(')) {
    const inner = sum(parser);
    return take(parser, ')') ? inner : undefined;
  }
  const token = parser.tokens[parser.position++];
  return token !== undefined && /^\.?\d/.test(token) ? rationalOf(token) : undefined;
}
