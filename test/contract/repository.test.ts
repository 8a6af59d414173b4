/** What GitHub and the editor read about this repository, and nobody runs here: that it can be read and names what is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { load } from 'js-yaml';
import { expect, it, test } from 'vitest';
import { z } from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { root } from './sourceFiles.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const readYaml = (file: string): unknown => load(read(file));

const step = z.union([
  z.strictObject({ uses: z.string(), with: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({ run: z.string() }),
]);
const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    push: z.strictObject({ branches: z.array(z.string()) }),
    pull_request: z.null(),
    workflow_dispatch: z.null(),
  }),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  jobs: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      'runs-on': z.literal('${{ matrix.os }}'),
      'timeout-minutes': z.number(),
      strategy: z.strictObject({
        'fail-fast': z.boolean(),
        matrix: z.strictObject({ os: z.array(z.string()) }),
      }),
      steps: z.array(step),
    }),
  ),
});

test('CI does what the README says, on three systems, with Node 24 and the right to read', () => {
  const { jobs } = workflow.parse(readYaml('.github/workflows/ci.yml'));
  const [job, ...others] = Object.values(jobs);
  expect(others).toEqual([]);
  expect(job?.strategy.matrix.os.map((name) => name.split('-')[0])).toEqual(['ubuntu', 'macos', 'windows']);
  const steps = job?.steps ?? [];
  const commands = steps.flatMap((each) => ('run' in each ? [each.run] : []));
  expect(read('README.md')).toContain(commands.join(' && '));
  const actions = steps.flatMap((each) => ('uses' in each ? [each] : []));
  for (const { uses } of actions) expect(uses).toMatch(/^actions\/[\w-]+@(?:v\d+|[0-9a-f]{40})$/);
  const node = actions.find(({ uses }) => uses.startsWith('actions/setup-node@'));
  expect(node?.with?.['node-version']).toBe(24);
});

test('dependabot looks where packages are', () => {
  const updates = z.array(
    z.looseObject({ directory: z.string().optional(), directories: z.array(z.string()).optional() }),
  );
  const parsed = z.looseObject({ version: z.literal(2), updates }).parse(readYaml('.github/dependabot.yml'));
  const folders = parsed.updates.flatMap(({ directories = [] }) => directories);
  expect(folders).toContain('/');
  for (const folder of folders) expect(existsSync(path.join(root, folder, 'package.json'))).toBe(true);
});

test.for(readdirSync(path.join(root, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml'))(
  'the issue template %s can be filled in',
  (name) => {
    const field = z.strictObject({
      type: z.enum(['markdown', 'input', 'textarea']),
      id: z.string().optional(),
      attributes: z.strictObject({
        label: z.string().optional(),
        value: z.string().optional(),
        description: z.string().optional(),
        render: z.string().optional(),
      }),
      validations: z.strictObject({ required: z.boolean() }).optional(),
    });
    const template = z.strictObject({
      name: z.string(),
      description: z.string(),
      labels: z.array(z.string()),
      body: z.array(field).min(1),
    });
    const { body } = template.parse(readYaml(`.github/ISSUE_TEMPLATE/${name}`));
    const questions = body.filter(({ type }) => type !== 'markdown');
    expect(questions.every(({ id, attributes }) => id && attributes.label)).toBe(true);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  },
);

it('starts the sample workspace with F5, once the build that it names is there', () => {
  const launch = z
    .looseObject({
      configurations: z.tuple([
        z.looseObject({
          preLaunchTask: z.string(),
          args: z.array(z.string()),
          outFiles: z.array(z.string()),
        }),
      ]),
    })
    .parse(parseJsonc(read('.vscode/launch.json')));
  const { tasks } = z
    .looseObject({ tasks: z.array(z.looseObject({ label: z.string(), script: z.string() })) })
    .parse(parseJsonc(read('.vscode/tasks.json')));
  const [{ preLaunchTask, args }] = launch.configurations;
  expect(tasks.map(({ label }) => label)).toContain(preLaunchTask);
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(tasks.map(({ script }) => script)));
  expect(args).toContain('--extensionDevelopmentPath=${workspaceFolder}');
  const workspace = args.find((each) => !each.startsWith('--')) ?? '';
  expect(existsSync(path.join(root, workspace.replace('${workspaceFolder}', '')))).toBe(true);
});

test.for(['CONTRIBUTING.md', 'SECURITY.md', 'docs/security.md', 'docs/budgets.md'])(
  'files of tests that %s names are there',
  (page) => {
    const named = Array.from(read(page).matchAll(/`((?:test|src)\/[\w./-]+)`/g), ([, name = '']) => name);
    const tests = Array.from(
      read(page).matchAll(/`((?:unit|slow|host|contract|browser)\/[\w/]+)`/g),
      ([, name = '']) => `test/${name}.test.ts`,
    );
    const missing = [...named, ...tests].filter((name) => !existsSync(path.join(root, name)));
    expect(missing).toEqual([]);
  },
);
