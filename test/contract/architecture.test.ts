import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, root, sourceFiles, withoutComments } from './sourceFiles.ts';

const src = sourceFiles('src');
const own = [...src, ...sourceFiles('test')];
const core = src.filter((file) => file.path.startsWith('src/core/'));

/** Which rooms a room may look into besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  storage: ['core'],
  practice: ['core'],
  settings: ['core'],
  dashboard: ['core'],
  surfaces: ['core', 'settings', 'practice', 'dashboard'],
};

/** The folders of core, lowest first: each may look into those before it. */
const ladder = [
  'model',
  'words',
  'files',
  'classify',
  'tools',
  'answer',
  'prompt',
  'providers',
  'pricing',
  'meter',
  'ledger',
  'route',
  'budget',
  'receipt',
  'gateway',
];

/** They put the rooms together: one on activation, one on first use. */
const compositionRoots = ['src/extension.ts', 'src/engine.ts'];

/** Folders in which one entry is one file, however short; a list of them stands beside. */
const registries = ['src/core/providers/dialects/', 'src/core/tools/', 'src/practice/answers/'];

const roomOf = (file: string) => /^src\/([^/]+)\//.exec(file)?.[1] ?? '';
const rungOf = (file: string) => ladder.indexOf(/^src\/core\/([^/]+)\//.exec(file)?.[1] ?? '');
const linesOf = (text: string) => text.split('\n').length - 1;
/** Entries of a registry belong to the folder that lists them. */
const folderOf = (file: string) => path.posix.dirname(file).replace(/\/(?:dialects|answers)$/, '');

describe('imports', () => {
  it('are all seen by this test', () => {
    const text = `import { a } from './a.ts';\nimport type {\n  B,\n} from '../b.ts';\nexport * from './c.ts';
      const d = await import('./d.ts');\nimport 'side-effect';\nnew Worker(new URL('./e.worker.ts', import.meta.url));`;
    expect(importsOf('src/x/file.ts', text)).toEqual([
      'src/x/a.ts',
      'src/b.ts',
      'src/x/c.ts',
      'src/x/d.ts',
      'side-effect',
      'src/x/e.worker.ts',
    ]);
  });

  it('come from rooms that have a rule', () => {
    const rooms = new Set(src.map((file) => roomOf(file.path)).filter((room) => room !== ''));
    expect([...rooms].toSorted()).toEqual(Object.keys(mayImport).toSorted());
  });

  it('run one way: core ← the rooms ← the composition roots', () => {
    const wrong = src
      .filter((file) => !compositionRoots.includes(file.path))
      .flatMap((file) => {
        const room = roomOf(file.path);
        const allowed = [room, ...(mayImport[room] ?? [])];
        return file.imports
          .filter((target) => target.startsWith('src/') && !allowed.includes(roomOf(target)))
          .map((target) => `${file.path} → ${target}`);
      });
    expect(wrong).toEqual([]);
  });

  it('of core go down its ladder', () => {
    expect(new Set(core.map((file) => file.path.split('/')[2]))).toEqual(new Set(ladder));
    const upward = core.flatMap((file) =>
      file.imports
        .filter((target) => target.startsWith('src/core/') && rungOf(target) > rungOf(file.path))
        .map((target) => `${file.path} → ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it('lead from no folder back into it', () => {
    const folders = new Map<string, Set<string>>();
    for (const file of src.filter(({ path: name }) => !compositionRoots.includes(name))) {
      const from = folderOf(file.path);
      const others = file.imports.filter((target) => target.startsWith('src/')).map(folderOf);
      folders.set(from, new Set([...(folders.get(from) ?? []), ...others.filter((to) => to !== from)]));
    }
    const graph = new Map([...folders].map(([from, targets]) => [from, [...targets]]));
    expect(cycleIn(graph)).toEqual([]);
  });

  it('have no cycles', () => {
    expect(cycleIn(new Map(src.map((file) => [file.path, file.imports])))).toEqual([]);
    const ring = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(cycleIn(ring)).toEqual(['b', 'c', 'b']);
  });

  it('of vscode stay in src/surfaces, extension.ts and engine.ts', () => {
    const wrong = src.filter(
      (file) =>
        file.imports.includes('vscode') && !/^src\/(?:surfaces\/|extension\.ts|engine\.ts)/.test(file.path),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

describe('src/core', () => {
  it('uses nothing of Node', () => {
    const nodeGlobal =
      /(?<![.\w'])(?:process|Buffer|__dirname|__filename|require|setImmediate|global)\s*[.([]/;
    const wrong = core.filter(
      (file) =>
        file.imports.some((target) => target.startsWith('node:')) ||
        nodeGlobal.test(withoutComments(file.text)),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('compiles without the DOM', () => {
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(
      process.execPath,
      [tsc, '-p', path.join(root, 'test/contract/core.tsconfig.json')],
      { encoding: 'utf8' },
    );
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

it('the way of one request is listed whole, and no longer than a morning', () => {
  const text = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
  const [, list = ''] = /## The way of one request\n([^]*?)\n## /.exec(text) ?? [];
  let folder = '';
  const way = Array.from(list.matchAll(/`([\w/]+\.ts)`/g), ([, name = '']) => {
    folder = name.includes('/') ? path.posix.dirname(name) : folder;
    return path.posix.join(folder, path.posix.basename(name));
  });
  const byPath = new Map(src.map((file) => [file.path, file]));
  // Handed in by whoever puts the parts together.
  const byPort = /^src\/(?:storage|core\/classify)\//;
  const isJoined = (name: string): boolean =>
    byPort.test(name) ||
    way.some(
      (other) =>
        other !== name &&
        (byPath.get(other)?.imports.includes(name) || byPath.get(name)?.imports.includes(other)),
    );
  expect(way.filter((name) => !byPath.has(name) || !isJoined(name))).toEqual([]);
  expect(new Set(way).size).toBe(way.length);
  expect(way.length).toBeGreaterThan(30);
  expect(way.length).toBeLessThanOrEqual(40);
});

describe('files', () => {
  it('are named by their concept', () => {
    const vague = /\/(?:utils?|helpers?|common|misc|shared|index|types|constants)\.ts$/i;
    const badCase = (name: string) => !/^[a-z][A-Za-z0-9]*(?:\.[a-z]+)?\.ts$/.test(path.posix.basename(name));
    expect(
      own
        .map((file) => file.path)
        .filter((name) => vague.test(name) || (name.startsWith('src/') && badCase(name))),
    ).toEqual([]);
  });

  it('stay readable in one go', () => {
    const isData = (name: string) => name.endsWith('/lexicon.ts');
    const long = src.filter((file) => !isData(file.path) && linesOf(file.text) > 350);
    expect(long.map((file) => file.path)).toEqual([]);
  });

  it('are no scraps: what is short and has one user lives with its user', () => {
    const importers = new Map(src.map((file) => [file.path, 0]));
    for (const target of src.flatMap((file) => [...new Set(file.imports)])) {
      importers.set(target, (importers.get(target) ?? 0) + 1);
    }
    // A worker is a program of its own.
    const mayBeShort = (name: string) =>
      name.endsWith('.worker.ts') || registries.some((folder) => name.startsWith(folder));
    const scraps = src.filter(
      (file) => linesOf(file.text) < 60 && importers.get(file.path) === 1 && !mayBeShort(file.path),
    );
    expect(scraps.map((file) => file.path)).toEqual([]);
    const lengths = src.map((file) => linesOf(file.text)).toSorted((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeGreaterThanOrEqual(85);
  });

  it('export no name that another exports, since one word is one concept', () => {
    const exported = /^export (?:async )?(?:function\*?|const|interface|type|class) (\w+)/gm;
    const homes = new Map<string, string[]>();
    for (const { path: name, text } of src) {
      for (const [, word = ''] of text.matchAll(exported))
        homes.set(word, [...(homes.get(word) ?? []), name]);
    }
    const shared = [...homes].filter(([, files]) => new Set(files).size > 1);
    expect(homes.size).toBeGreaterThan(500);
    expect(shared).toEqual([]);
  });

  it('switch off no check and skip no test', () => {
    const suppression =
      /@ts-(?:ignore|expect-error|nocheck)|(?:eslint|oxlint)-disable|oxfmt-(?:ignore)|(?:c8|v8|istanbul) ignore/;
    const untyped = /(?:\bas|:|<|,|\|)\s*any\b\s*(?:[\]>;,)=|[{]|$)/m;
    const skipped = /\b(?:it|test|describe|suite)\.(?:only|skip|todo)\b/;
    const wrong = own.flatMap((file) =>
      [
        suppression.test(file.text),
        untyped.test(withoutComments(file.text)),
        skipped.test(file.text),
      ].includes(true)
        ? [file.path]
        : [],
    );
    expect(wrong).toEqual([]);
  });
});

/** A path that ends where it began, or nothing. */
function cycleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): readonly string[] => {
    const seenAt = trail.indexOf(node);
    if (seenAt >= 0) return [...trail.slice(seenAt), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...trail, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
