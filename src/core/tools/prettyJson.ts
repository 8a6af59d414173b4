import type { EditorRequest } from '../request.ts';
import type { LocalTool } from './localTool.ts';

const asks =
  /^(?:please\s+)?(pretty[- ]?print|prettify|beautify|format|indent|expand|minify|compact|compress)(?:\s+(?:this|the|my|selected))*\s*json(?:\s+(?:file|document|object|selection))?[.!?]?$|^(minify)(?:\s+(?:this|it))?[.!]?$/i;

/** Pretty-prints or minifies a selection that is one JSON value; leaves numbers JSON would change alone. */
export function prettyJson(request: EditorRequest): LocalTool | undefined {
  const asked = asks.exec(request.text.trim());
  const verb = (asked?.[1] ?? asked?.[2])?.toLowerCase();
  const source = request.selection?.text;
  if (verb === undefined || source === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return undefined;
  }
  if (!keepsNumbers(source)) return undefined;
  const minify = ['minify', 'compact', 'compress'].includes(verb);
  const text = minify ? JSON.stringify(value) : JSON.stringify(value, undefined, 2);
  const trailing = /\r?\n$/.exec(source)?.[0] ?? '';
  return {
    name: minify ? 'minifyJson' : 'prettyJson',
    because: 'JSON: laid out here',
    action: { kind: 'replaceSelection', text: text + trailing },
  };
}

/** A number such as 12345678901234567890 or 1.0 would come back changed. */
function keepsNumbers(source: string): boolean {
  const outsideStrings = source.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  return (outsideStrings.match(/-?\d[\d.eE+-]*/g) ?? []).every((number) => String(Number(number)) === number);
}
