/**
 * How languages write comments and strings: as much as it takes to tell which brackets of a text are code.
 * Only languages whose forms are known whole stand here; of any other nothing is said.
 */

export interface StringForm {
  /** Characters that it may begin with, and the whole of its beginning; sticky. */
  readonly first: string;
  readonly open: RegExp;
  readonly close: string | ((open: RegExpExecArray) => string);
  /** How its own close may stand in it. */
  readonly escape: 'backslash' | 'doubled' | 'none';
  readonly lines: 'one' | 'many';
  /** Code within it; `literal` looks like its beginning and is none. */
  readonly hole?: { readonly open: string; readonly close: '}' | ')'; readonly literal?: string };
}

export interface Lexicon {
  readonly lineComments: readonly string[];
  readonly blockComments: 'none' | 'flat' | 'nested';
  /** Tried in this order. */
  readonly strings: readonly StringForm[];
  /** Lines to pass over whole, such as those of a preprocessor; sticky, tried where a line begins. */
  readonly skippedLine?: RegExp;
  /** `/…/` as in JavaScript. */
  readonly regexes?: boolean;
  /** `<a>…</a>` as in JavaScript. */
  readonly elements?: boolean;
  /** Numbers that hold a quote, as in C++; sticky. */
  readonly number?: RegExp;
  /** `'a` may be a lifetime, as in Rust. */
  readonly lifetimes?: boolean;
}

function quoted(quote: string, change: Partial<StringForm> = {}): StringForm {
  const open = new RegExp(quote, 'y');
  return { first: quote.charAt(0), open, close: quote, escape: 'backslash', lines: 'one', ...change };
}

const [single, double] = [quoted("'"), quoted('"')];
const dollarBraces = { open: '${', close: '}' } as const;
const slashes = { lineComments: ['//'], blockComments: 'flat' } as const;
const nested = { lineComments: ['//'], blockComments: 'nested' } as const;

const typescript: Lexicon = {
  ...slashes,
  strings: [single, double, quoted('`', { lines: 'many', hole: dollarBraces })],
  regexes: true,
};
const javascript: Lexicon = { ...typescript, elements: true };
const json: Lexicon = { ...slashes, strings: [double] };

const python: Lexicon = {
  lineComments: ['#'],
  blockComments: 'none',
  strings: [quoted("'''", { lines: 'many' }), quoted('"""', { lines: 'many' }), single, double],
};

const java: Lexicon = { ...slashes, strings: [quoted('"""', { lines: 'many' }), double, single] };

const kotlin: Lexicon = {
  ...nested,
  strings: [
    quoted('"""', { escape: 'none', lines: 'many', hole: dollarBraces }),
    quoted('"', { hole: dollarBraces }),
    single,
  ],
};

const dart: Lexicon = {
  ...nested,
  strings: [
    {
      first: 'r',
      open: /r('''|"""|'|")/y,
      close: ([, quotes = '']) => quotes,
      escape: 'none',
      lines: 'many',
    },
    quoted("'''", { lines: 'many', hole: dollarBraces }),
    quoted('"""', { lines: 'many', hole: dollarBraces }),
    quoted("'", { hole: dollarBraces }),
    quoted('"', { hole: dollarBraces }),
  ],
};

const swiftHole = { open: '\\(', close: ')' } as const;
const swift: Lexicon = {
  ...nested,
  strings: [
    {
      first: '#',
      open: /(#+)("""|")/y,
      close: ([, marks = '', quotes = '']) => quotes + marks,
      escape: 'none',
      lines: 'many',
    },
    quoted('"""', { lines: 'many', hole: swiftHole }),
    quoted('"', { hole: swiftHole }),
  ],
};

const c: Lexicon = {
  ...slashes,
  strings: [double, single],
  skippedLine: /[ \t]*#[ \t]*(?:error|warning|pragma)\b/y,
};
const cpp: Lexicon = {
  ...c,
  number: /\d(?:'?[\w.])*/y,
  strings: [
    {
      first: 'RuUL',
      open: /(?:u8|[uUL])?R"([^()\\\s]{0,16})\(/y,
      close: ([, name = '']) => `)${name}"`,
      escape: 'none',
      lines: 'many',
    },
    ...c.strings,
  ],
};

const braces = { open: '{', close: '}', literal: '{{' } as const;
const csharp: Lexicon = {
  ...slashes,
  skippedLine: /[ \t]*#/y,
  strings: [
    { first: '$"', open: /\$*("{3,})/y, close: ([, quotes = '']) => quotes, escape: 'none', lines: 'many' },
    { first: '$@', open: /(?:\$@|@\$)"/y, close: '"', escape: 'doubled', lines: 'many', hole: braces },
    { first: '@', open: /@"/y, close: '"', escape: 'doubled', lines: 'many' },
    { first: '$', open: /\$"/y, close: '"', escape: 'backslash', lines: 'one', hole: braces },
    double,
    single,
  ],
};

const go: Lexicon = { ...slashes, strings: [quoted('`', { escape: 'none', lines: 'many' }), double, single] };

const rust: Lexicon = {
  ...nested,
  strings: [
    {
      first: 'bcr',
      open: /[bc]?r(#*)"/y,
      close: ([, marks = '']) => `"${marks}`,
      escape: 'none',
      lines: 'many',
    },
    quoted('"', { lines: 'many' }),
    single,
  ],
  lifetimes: true,
};

const address: StringForm = {
  first: 'uU',
  open: /url\(\s*(?=[^"'\s])/iy,
  close: ')',
  escape: 'backslash',
  lines: 'many',
};
const css: Lexicon = { lineComments: [], blockComments: 'flat', strings: [address, double, single] };
const scss: Lexicon = { ...css, lineComments: ['//'] };

function sql(escape: StringForm['escape']): Lexicon {
  return {
    lineComments: ['--'],
    blockComments: 'flat',
    strings: [
      {
        first: '$',
        open: /\$(?:[A-Za-z_]\w*)?\$/y,
        close: ([whole]) => whole,
        escape: 'none',
        lines: 'many',
      },
      ...["'", '"', '`'].map((quote) => quoted(quote, { escape, lines: 'many' })),
    ],
  };
}

/** By VS Code's language id. Of several readings the kindest counts: dialects differ. */
const lexicons: Readonly<Record<string, readonly Lexicon[]>> = {
  typescript: [typescript],
  typescriptreact: [javascript],
  javascript: [javascript],
  javascriptreact: [javascript],
  json: [json],
  jsonc: [json],
  python: [python],
  java: [java],
  kotlin: [kotlin],
  dart: [dart],
  swift: [swift],
  c: [c],
  cpp: [cpp],
  csharp: [csharp],
  go: [go],
  rust: [rust],
  css: [css],
  scss: [scss],
  less: [scss],
  sql: [sql('doubled'), sql('backslash')],
};

/** Empty for a language that is not known well enough. */
export function lexiconsOf(languageId: string): readonly Lexicon[] {
  return Object.hasOwn(lexicons, languageId) ? (lexicons[languageId] ?? []) : [];
}
