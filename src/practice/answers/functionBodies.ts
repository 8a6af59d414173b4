/** Bodies of well-known small functions, by name; `$0`, `$1` stand for the parameters' own names. */

type BodyLanguage = 'typescript' | 'javascript' | 'python' | 'go';

interface KnownFunction {
  readonly names: readonly string[];
  /** Names to use where the signature has none. */
  readonly parameters: readonly string[];
  /** Type parameters, parameters and result as TypeScript writes them, with the names of `parameters`. */
  readonly signature: string;
  /** TypeScript takes JavaScript's where it has none of its own. */
  readonly bodies: Readonly<Partial<Record<BodyLanguage, string>>>;
}

const knownFunctions: readonly KnownFunction[] = [
  {
    names: ['median'],
    parameters: ['values'],
    signature: '(values: readonly number[]): number | undefined',
    bodies: {
      javascript: `if ($0.length === 0) return undefined;
const sorted = [...$0].sort((a, b) => a - b);
const middle = Math.floor(sorted.length / 2);
return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;`,
      python: `if not $0:
    return None
ordered = sorted($0)
middle = len(ordered) // 2
if len(ordered) % 2 == 1:
    return ordered[middle]
return (ordered[middle - 1] + ordered[middle]) / 2`,
      go: `if len($0) == 0 {
	return 0
}
sorted := slices.Sorted(slices.Values($0))
middle := len(sorted) / 2
if len(sorted)%2 == 1 {
	return sorted[middle]
}
return (sorted[middle-1] + sorted[middle]) / 2`,
    },
  },
  {
    names: ['mean', 'average'],
    parameters: ['values'],
    signature: '(values: readonly number[]): number | undefined',
    bodies: {
      javascript: `if ($0.length === 0) return undefined;
return $0.reduce((total, value) => total + value, 0) / $0.length;`,
      python: `if not $0:
    return None
return sum($0) / len($0)`,
      go: `if len($0) == 0 {
	return 0
}
total := 0.0
for _, value := range $0 {
	total += value
}
return total / float64(len($0))`,
    },
  },
  {
    names: ['slugify', 'slug'],
    parameters: ['text'],
    signature: '(text: string): string',
    bodies: {
      javascript: `return $0
  .normalize('NFKD')
  .replace(/\\p{M}/gu, '')
  .toLowerCase()
  .replace(/[^a-z0-9]+/g, '-')
  .replace(/^-+|-+$/g, '');`,
      python: `plain = unicodedata.normalize("NFKD", $0).encode("ascii", "ignore").decode()
return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")`,
      go: `var slug strings.Builder
for _, letter := range strings.ToLower($0) {
	if unicode.IsLetter(letter) || unicode.IsDigit(letter) {
		slug.WriteRune(letter)
	} else if slug.Len() > 0 && !strings.HasSuffix(slug.String(), "-") {
		slug.WriteByte('-')
	}
}
return strings.TrimSuffix(slug.String(), "-")`,
    },
  },
  {
    names: ['isprime'],
    parameters: ['n'],
    signature: '(n: number): boolean',
    bodies: {
      javascript: `if ($0 < 2) return false;
for (let divisor = 2; divisor * divisor <= $0; divisor += 1) {
  if ($0 % divisor === 0) return false;
}
return true;`,
      python: `if $0 < 2:
    return False
return all($0 % divisor for divisor in range(2, int($0**0.5) + 1))`,
      go: `if $0 < 2 {
	return false
}
for divisor := 2; divisor*divisor <= $0; divisor++ {
	if $0%divisor == 0 {
		return false
	}
}
return true`,
    },
  },
  {
    names: ['debounce'],
    parameters: ['callback', 'delayMs'],
    signature:
      '<Values extends unknown[]>(callback: (...values: Values) => void, delayMs: number): (...values: Values) => void',
    bodies: {
      typescript: `let timer: ReturnType<typeof setTimeout> | undefined;
return (...values) => {
  clearTimeout(timer);
  timer = setTimeout(() => $0(...values), $1);
};`,
      javascript: `let timer;
return (...values) => {
  clearTimeout(timer);
  timer = setTimeout(() => $0(...values), $1);
};`,
    },
  },
  {
    names: ['clamp'],
    parameters: ['value', 'low', 'high'],
    signature: '(value: number, low: number, high: number): number',
    bodies: {
      javascript: 'return Math.min(Math.max($0, $1), $2);',
      python: 'return max($1, min($0, $2))',
      go: 'return min(max($0, $1), $2)',
    },
  },
  {
    names: ['chunk', 'chunks'],
    parameters: ['items', 'size'],
    signature: '<Item>(items: readonly Item[], size: number): Item[][]',
    bodies: {
      javascript: `const chunks = [];
for (let start = 0; start < $0.length; start += $1) {
  chunks.push($0.slice(start, start + $1));
}
return chunks;`,
      python: 'return [$0[start : start + $1] for start in range(0, len($0), $1)]',
    },
  },
  {
    names: ['fibonacci', 'fib'],
    parameters: ['n'],
    signature: '(n: number): number',
    bodies: {
      javascript: `let [current, next] = [0, 1];
for (let step = 0; step < $0; step += 1) [current, next] = [next, current + next];
return current;`,
      python: `current, following = 0, 1
for _ in range($0):
    current, following = following, current + following
return current`,
      go: `current, next := 0, 1
for range $0 {
	current, next = next, current+next
}
return current`,
    },
  },
  {
    names: ['ispalindrome'],
    parameters: ['text'],
    signature: '(text: string): boolean',
    bodies: {
      javascript: `const letters = [...$0.toLowerCase()].filter((letter) => /[\\p{L}\\p{N}]/u.test(letter));
return letters.every((letter, index) => letter === letters.at(-1 - index));`,
      python: `letters = [letter for letter in $0.lower() if letter.isalnum()]
return letters == letters[::-1]`,
    },
  },
  {
    names: ['wordcount', 'countwords', 'wordfrequency'],
    parameters: ['text'],
    signature: '(text: string): Map<string, number>',
    bodies: {
      javascript: `const counts = new Map();
for (const word of $0.toLowerCase().match(/\\p{L}+/gu) ?? []) {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}
return counts;`,
      python: 'return Counter(re.findall(r"\\w+", $0.lower()))',
    },
  },
  {
    names: ['subtotal'],
    parameters: ['lines'],
    signature: '(lines: readonly { unitPrice: number; quantity: number }[]): number',
    bodies: {
      javascript: 'return $0.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);',
      python: 'return sum(line.unit_price * line.quantity for line in $0)',
    },
  },
  {
    names: ['needsreorder'],
    parameters: ['items'],
    signature: '(items: readonly { productId: string; onHand: number; reorderAt: number }[]): string[]',
    bodies: {
      javascript: `return $0
  .filter((item) => item.onHand <= item.reorderAt)
  .sort((a, b) => a.onHand - b.onHand)
  .map((item) => item.productId);`,
      python: `low = [item for item in $0 if item.on_hand <= item.reorder_at]
return [item.product_id for item in sorted(low, key=lambda item: item.on_hand)]`,
    },
  },
];

/** The body with the caller's parameter names, indented from column 0; undefined for other names. */
export function knownBody(name: string, parameters: readonly string[], language: string): string | undefined {
  const known = findKnown(name);
  const of = bodyLanguageOf(language);
  const body = known?.bodies[of] ?? (of === 'typescript' ? known?.bodies.javascript : undefined);
  return body?.replace(/\$(\d)/g, (_, digit: string) => {
    const position = Number(digit);
    return parameters[position] ?? known?.parameters[position] ?? 'value';
  });
}

/** A whole function for the first known name in `words`; undefined where none is known in that language. */
export function knownFunction(words: string, language: string): string | undefined {
  const name = (words.match(/[\p{L}\p{N}_]+/gu) ?? []).find((word) => findKnown(word) !== undefined);
  const known = name === undefined ? undefined : findKnown(name);
  const body = name === undefined ? undefined : knownBody(name, [], language);
  if (name === undefined || known === undefined || body === undefined) return undefined;
  switch (bodyLanguageOf(language)) {
    case 'typescript':
      return `function ${name}${known.signature} {\n${indent(body, '  ')}\n}`;
    case 'javascript':
      return `function ${name}(${known.parameters.join(', ')}) {\n${indent(body, '  ')}\n}`;
    case 'python':
      return `def ${name}(${known.parameters.join(', ')}):\n${indent(body, '    ')}`;
    case 'go':
      // Go needs the types of the parameters, which only a signature in the file can give.
      return undefined;
  }
}

export function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

function findKnown(name: string): KnownFunction | undefined {
  const plainName = name.toLowerCase().replaceAll('_', '');
  return knownFunctions.find((each) => each.names.includes(plainName));
}

function bodyLanguageOf(language: string): BodyLanguage {
  if (language === 'python' || language === 'go') return language;
  return language.startsWith('typescript') ? 'typescript' : 'javascript';
}
