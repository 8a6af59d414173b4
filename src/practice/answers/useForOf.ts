/** Turns counting loops over one array into `for … of`, where the index is used for nothing else. */

const header =
  /for \((?:let|var|const) ([A-Za-z_$][\w$]*) = 0; \1 < ([A-Za-z_$][\w$.]*)\.length; (?:\1\+\+|\+\+\1|\1 \+= 1)\) \{/g;

export function useForOf(code: string): string {
  for (const match of code.matchAll(header)) {
    const [all, index = '', list = ''] = match;
    const bodyStart = match.index + all.length;
    const bodyEnd = closingBrace(code, bodyStart);
    if (bodyEnd === undefined) continue;
    const loop = rewritten(code.slice(bodyStart, bodyEnd), index, list);
    if (loop === undefined) continue;
    // Positions behind the change are stale: start over on the new text.
    return useForOf(code.slice(0, match.index) + loop + code.slice(bodyEnd));
  }
  return code;
}

/** The loop up to its closing brace; undefined where the index is needed or the element assigned. */
function rewritten(body: string, index: string, list: string): string | undefined {
  const element = `${list}[${index}]`;
  const usesIndex = new RegExp(`(?<![\\w$.])${index.replaceAll('$', '\\$')}(?![\\w$])`);
  if (usesIndex.test(body.replaceAll(element, '')) || !body.includes(element)) return undefined;
  const afterElement = body.split(element).slice(1);
  if (afterElement.some((text) => /^\s*(?:[-+*/%]?=(?![=>])|\+\+|--)/.test(text))) return undefined;

  const [firstLine, name] = /^\s*(?:const|let|var) ([A-Za-z_$][\w$]*) = [^\n;]*;?/.exec(body) ?? [];
  if (
    firstLine !== undefined &&
    name !== undefined &&
    firstLine.replace(/;$/, '').endsWith(` = ${element}`)
  ) {
    return `for (const ${name} of ${list}) {${body.slice(firstLine.length).replaceAll(element, name)}`;
  }
  const item = itemName(list, body);
  return item === undefined ? undefined : `for (const ${item} of ${list}) {${body.replaceAll(element, item)}`;
}

/** The singular of the list's name, or a general word; undefined where the loop uses all of them. */
function itemName(list: string, body: string): string | undefined {
  const last = list.slice(list.lastIndexOf('.') + 1);
  const singular = /^\w+s$/.test(last) ? last.slice(0, -1) : 'item';
  const isFree = (name: string): boolean =>
    name !== last && !new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(body);
  return [singular, 'item', 'element', 'entry'].find(isFree);
}

function closingBrace(code: string, from: number): number | undefined {
  let depth = 1;
  for (let position = from; position < code.length; position += 1) {
    if (code[position] === '{') depth += 1;
    if (code[position] === '}') depth -= 1;
    if (depth === 0) return position;
  }
  return undefined;
}
