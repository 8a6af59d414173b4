/** Writes a doc comment above (Python: a docstring into) each function that has none. */
import { signatureBefore } from './functionSignature.ts';

export function documentFunctions(code: string, language: string): string {
  const lines = code.split('\n');
  return lines
    .flatMap((line, index) => {
      const signature = signatureBefore(line, language);
      if (signature === undefined || signature.bodySoFar.trim() !== '') return [line];
      const indent = /^\s*/.exec(line)?.[0] ?? '';
      const sentence = sentenceFor(signature.name);
      if (language === 'python') {
        return lines[index + 1]?.includes('"""') === true ? [line] : [line, `${indent}    """${sentence}"""`];
      }
      if (/\*\/\s*$|^\s*\/\//.test(lines[index - 1] ?? '')) return [line];
      if (language === 'go') return [`${indent}// ${signature.name}: ${sentence}`, line];
      const tags = signature.parameters.map((name) => `${indent} * @param ${name} the ${wordsOf(name)}`);
      const gap = tags.length > 0 ? [`${indent} *`] : [];
      return [`${indent}/**`, `${indent} * ${sentence}`, ...gap, ...tags, `${indent} */`, line];
    })
    .join('\n');
}

/** `parseDuration` → "Parses duration.", `isPrime` → "Tells whether it is prime.", `median` → "The median." */
function sentenceFor(name: string): string {
  const words = wordsOf(name);
  const [first = '', ...rest] = words.split(' ');
  if (first === 'is' || first === 'has') return `Tells whether it ${words}.`;
  if (rest.length === 0) return `The ${first}.`;
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}s the ${rest.join(' ')}.`;
}

function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase();
}
