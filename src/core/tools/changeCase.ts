import type { EditorRequest } from '../model/request.ts';
import { type LocalTool, plainWish } from './localTool.ts';

const cases =
  'upper ?-?case|lower ?-?case|title ?-?case|snake[ _-]?case|kebab[ -]?case|camel ?-?case|pascal ?-?case|constant[ _-]?case|screaming[ _-]snake(?:[ _-]case)?';
const what = '(?:\\s+(?:this|it|the|selection|selected|text|name|identifier|words?|lines?))*';
const asks = [
  new RegExp(
    `^(?:(?:convert|change|make|turn|transform|put)${what}(?:\\s+case)?\\s+)?(?:(?:in)?to\\s+|in\\s+|all\\s+)?(${cases}|caps)$`,
    'i',
  ),
  new RegExp(`^(${cases})${what}$`, 'i'),
  new RegExp(`^(?:(?:convert|change|make|turn)${what}\\s+)?to (upper|lower)$`, 'i'),
];
const eachWord = /^capitali[sz]e (?:each|every|all) (?:the )?words?$/i;

const conversions: Readonly<Record<string, (text: string) => string>> = {
  uppercase: (text) => text.toUpperCase(),
  caps: (text) => text.toUpperCase(),
  lowercase: (text) => text.toLowerCase(),
  titlecase: (text) => text.replaceAll(/\p{L}[\p{L}\p{M}'’]*/gu, capitalise),
  snakecase: (text) => words(text).join('_'),
  kebabcase: (text) => words(text).join('-'),
  constantcase: (text) => words(text).join('_').toUpperCase(),
  screamingsnake: (text) => words(text).join('_').toUpperCase(),
  screamingsnakecase: (text) => words(text).join('_').toUpperCase(),
  camelcase: (text) =>
    words(text)
      .map((word, index) => (index === 0 ? word : capitalise(word)))
      .join(''),
  pascalcase: (text) => words(text).map(capitalise).join(''),
};

/** Upper, lower and title case of any selection; identifier cases of a selection that is one name. */
export function changeCase(request: EditorRequest): LocalTool | undefined {
  const wanted = wantedCase(plainWish(request.text));
  const source = request.selection?.text;
  if (wanted === undefined || source === undefined) return undefined;
  const convert = conversions[wanted];
  const identifierCase = !['uppercase', 'caps', 'lowercase', 'titlecase'].includes(wanted);
  if (!convert || (identifierCase && !/^[\p{L}\p{N}_ -]+$/u.test(source))) return undefined;
  return {
    name: 'changeCase',
    because: 'letter case: changed here',
    action: {
      kind: 'replaceSelection',
      text: identifierCase ? withinMargins(source, convert) : convert(source),
    },
  };
}

/** `_name` stays private: underscores and blanks around the words belong to the place, not to the name. */
function withinMargins(source: string, convert: (text: string) => string): string {
  const [, start = '', name = '', end = ''] = /^([\s_]*)(.*?)([\s_]*)$/s.exec(source) ?? [];
  return start + convert(name) + end;
}

function wantedCase(text: string): string | undefined {
  if (eachWord.test(text)) return 'titlecase';
  const named = asks.map((pattern) => pattern.exec(text)?.[1]).find((name) => name !== undefined);
  const plain = named?.toLowerCase().replaceAll(/[ _-]/g, '');
  return plain === 'upper' || plain === 'lower' ? `${plain}case` : plain;
}

function words(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function capitalise(word: string): string {
  const [first = ''] = word;
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}
