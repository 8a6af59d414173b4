const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Lays out valid JSON by its tokens. Unlike parsing and writing it anew this keeps what a parser
 * loses: long numbers, `1.0`, the order of numeric keys, keys that come twice, escapes.
 *
 * @param step one level of indentation; undefined puts all on one line.
 */
export function layOutJson(source: string, step: string | undefined): string {
  const found = source.match(tokens) ?? [];
  if (step === undefined) return found.join('');
  let depth = 0;
  const newLine = (): string => `\n${step.repeat(depth)}`;
  return found
    .map((token, index) => {
      const before = found[index - 1] ?? '';
      switch (token) {
        case '{':
        case '[':
          depth++;
          return isClosing(found[index + 1]) ? token : token + newLine();
        case '}':
        case ']':
          depth--;
          return isOpening(before) ? token : newLine() + token;
        case ',':
          return token + newLine();
        case ':':
          return `${token} `;
        default:
          return token;
      }
    })
    .join('');
}

function isOpening(token: string | undefined): boolean {
  return token === '{' || token === '[';
}

function isClosing(token: string | undefined): boolean {
  return token === '}' || token === ']';
}
