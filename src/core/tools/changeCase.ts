import type { EditorRequest } from '../request.ts';
import type { LocalTool } from './localTool.ts';

const asks =
  /^(?:please\s+)?(?:(?:convert|change|make|turn|transform)\s+)?(?:(?:this|it|the|selection|selected|text|name|identifier)\s+)*(?:(?:in)?to\s+|all\s+)?(upper ?-?case|lower ?-?case|title ?-?case|snake[ _-]?case|kebab[ -]?case|camel ?-?case|pascal ?-?case|constant[ _-]?case|screaming snake(?:[ _]case)?|caps)[.!]?$/i;

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
  const wanted = asks.exec(request.text.trim())?.[1]?.toLowerCase().replaceAll(/[ _-]/g, '');
  const source = request.selection?.text;
  if (wanted === undefined || source === undefined) return undefined;
  const convert = conversions[wanted];
  const identifierCase = !['uppercase', 'caps', 'lowercase', 'titlecase'].includes(wanted);
  if (!convert || (identifierCase && !/^[\p{L}\p{N}_ -]+$/u.test(source))) return undefined;
  return {
    name: 'changeCase',
    because: 'letter case: changed here',
    action: { kind: 'replaceSelection', text: convert(source) },
  };
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
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
