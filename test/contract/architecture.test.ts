import { spawnSync } from 'node:child_process';
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
  vscode: ['core', 'settings', 'practice', 'dashboard'],
};

/** They put the rooms together: one on activation, one on first use. */
const compositionRoots = ['src/extension.ts', 'src/vscode/engine.ts'];

const roomOf = (file: string) => /^src\/([^/]+)\//.exec(file)?.[1] ?? '';

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

  it('have no cycles', () => {
    expect(cycleIn(new Map(src.map((file) => [file.path, file.imports])))).toEqual([]);
    const ring = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(cycleIn(ring)).toEqual(['b', 'c', 'b']);
  });

  it('of vscode stay in src/vscode and extension.ts', () => {
    const wrong = src.filter(
      (file) => file.imports.includes('vscode') && !/^src\/(?:vscode\/|extension\.ts)/.test(file.path),
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
    const isData = (name: string) => /\/(?:weights|lexicon)\.ts$/.test(name);
    const long = src.filter((file) => !isData(file.path) && file.text.split('\n').length > 401);
    expect(long.map((file) => file.path)).toEqual([]);
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
