/**
 * A person with a key and prices at a provider of their own ("home"), a folder somebody else wrote, and
 * an attacker who listens. Everything between is the real thing, as the extension composes it: settings
 * reading, gates, gateway, SQLite ledger, OpenAI client.
 */
import type { Engine, EngineContext } from '../../src/surfaces/shell/engine.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Uri, type Memento } from 'vscode';
import { onTestFinished } from 'vitest';
import type { GatewayEvent, Host, Question, Request, TaskEnd } from '../../src/core/gateway/contract.ts';
import type { Log } from '../../src/core/model/ports.ts';
import type { BoundKey } from '../../src/core/providers/safeMessage.ts';
import type { DialectName } from '../../src/core/model/provider.ts';
import { type ControlledPracticeServer, startControlledPractice } from './controlledPractice.ts';
import { startEngine } from '../../src/engine.ts';
import {
  startAttacker,
  startScripted,
  watchNetwork,
  type Attacker,
  type Heard,
  type Reply,
} from './attacker.ts';
import { openInEditor, type OpenEditor, type Values } from './editor.ts';

/** Stands in every request: as instruction, as code around the cursor, and as a path. */
export const marker = 'MARKER-of-the-prompt-7f3a';

/** What somebody else wrote; values as they stand in settings files, with the prefix. */
export interface HostileWorkspace {
  /** `.vscode/settings.json` of the first folder: values, or the text of the file. */
  readonly folder?: Values | string;
  /** Of further folders; makes it a multi-root workspace. */
  readonly otherFolder?: Values;
  /** `settings` of a `.code-workspace` file, or the text of the file. */
  readonly workspaceFile?: Values | string;
  readonly remote?: Values;
  readonly host?: 'today' | 'older';
  /** Opened in Restricted Mode. */
  readonly isRestricted?: boolean;
  /** Told where the first folder is before anything of it is read. */
  readonly prepare?: (folder: string) => void;
}

export interface WorldOptions extends HostileWorkspace {
  /** Over the person's own set-up. */
  readonly user?: Values;
  /** Where the person's key belongs to; home unless told. */
  readonly key?: BoundKey | 'none';
  readonly trusts?: boolean;
  /** Home answers this instead of the practice answers. */
  readonly answer?: (heard: Heard) => Reply;
  /** As which home is set up; `openai` unless told. */
  readonly dialect?: DialectName;
}

export interface World {
  /** Records what it was asked, and misbehaves on demand. */
  readonly home: ControlledPracticeServer;
  /** Where the person's requests go. */
  readonly homeUrl: string;
  readonly attacker: Attacker;
  readonly engine: Engine;
  readonly folder: string;
  readonly storage: string;
  /** What VS Code keeps for the extension. */
  readonly remembered: Memento;
  /** Every line of the log, whatever its level. */
  readonly logged: readonly string[];
  ask(request?: AskOptions): Promise<Asked>;
}

export interface AskOptions extends Partial<
  Pick<Request, 'editor' | 'content' | 'override' | 'allowOnce'> & Pick<Host, 'mayLeave'>
> {
  readonly says?: (question: Question) => boolean;
  readonly onEvent?: (event: GatewayEvent) => void;
  readonly signal?: AbortSignal;
}

export interface Asked {
  readonly end: TaskEnd;
  /** How it ended: `answered`, or the code of the error. */
  readonly ended: string;
  readonly questions: readonly Question['type'][];
  /** Requests that the person's own provider got for a model. */
  readonly calls: number;
  /** Everything that left for somebody else, and every call that the ledger knows nothing of. */
  readonly leaks: readonly string[];
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const root = mkdtempSync(path.join(tmpdir(), 'switchyard-hostile-'));
  const home = await startControlledPractice();
  const attacker = await startAttacker();
  const scripted = options.answer && (await startScripted(options.answer));
  const homeUrl = scripted ? `${scripted.origin}/v1` : home.endpoint.baseUrl;
  const folder = layOut(root, options, attacker);
  openInEditor({
    user: { ...ownSettings(homeUrl, options.dialect), ...told(options.user, attacker) },
    ...folder.open,
  });
  const logged: string[] = [];
  const write = (message: string): void => void logged.push(message);
  const log: Log = { trace: write, info: write, warn: write, error: write };
  const storage = path.join(root, 'storage');
  const network = watchNetwork();
  const context = contextOf(storage);
  const engine = await startEngine(context, log);
  const { origin } = new URL(homeUrl);
  if (options.key !== 'none') await engine.keys.set('home', options.key ?? { origin, key: home.apiKey });
  onTestFinished(async () => {
    engine.dispose();
    network.stop();
    await home.close();
    await attacker.close();
    await scripted?.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  });
  /** Home, and our own practice server where nothing else is set up. */
  const ownPorts = async (): Promise<readonly string[]> => {
    const { fast, reasoning } = (await engine.gatewaySettings()).models;
    const practice = [fast, reasoning].filter((model) => model?.realm === 'practice');
    return [origin, ...practice.map((model) => model?.endpoint.baseUrl ?? '')].map(
      (url) => new URL(url).port,
    );
  };
  const foreign = async (): Promise<readonly string[]> => {
    const own = await ownPorts();
    return [
      ...attacker.heard().map((words) => `the attacker heard ${words}`),
      ...network.seen().filter((each) => !own.some((port) => each.endsWith(`//127.0.0.1:${port}`))),
    ];
  };
  return {
    home,
    homeUrl,
    attacker,
    engine,
    folder: folder.path,
    storage,
    remembered: context.globalState,
    logged,
    async ask({ says, ...request } = {}) {
      const questions: Question['type'][] = [];
      const end = await serve(engine, request, (question) => {
        questions.push(question.type);
        return says?.(question) ?? options.trusts ?? true;
      });
      const posts = home.control.requests().filter(({ method }) => method === 'POST');
      const calls = scripted ? scripted.calls() : posts.length;
      const attempts = (await engine.ledger.recent(100)).length;
      return {
        end,
        ended: end.kind === 'failed' ? end.error.code : end.kind,
        questions,
        calls,
        leaks: [
          ...(await foreign()),
          ...(calls > attempts ? [`${calls} calls, but ${attempts} in the ledger`] : []),
        ],
      };
    },
  };
}

async function serve(
  engine: Engine,
  { onEvent, signal, mayLeave, ...changes }: Omit<AskOptions, 'says'>,
  ask: (question: Question) => boolean,
): Promise<TaskEnd> {
  const request: Request = {
    taskId: crypto.randomUUID(),
    editor: { surface: 'command', command: 'complete', text: `${marker}: finish it` },
    content: {
      kind: 'editor',
      turns: [],
      context: {
        file: { path: `src/${marker}.ts`, language: 'typescript' },
        before: `const ${marker.replaceAll('-', '_')} = '${marker}';\n`,
        after: '',
      },
    },
    workspaceId: 'workspace-1',
    ...changes,
  };
  const host: Host = {
    ask: async (question) => ask(question),
    runTool: async () => ({ kind: 'cannot', why: 'no tool here' }),
    mayLeave: mayLeave ?? (async () => undefined),
  };
  let end: TaskEnd | undefined;
  for await (const event of engine.gateway.run(request, host, signal ?? new AbortController().signal)) {
    onEvent?.(event);
    if (event.type === 'ended') ({ end } = event);
  }
  if (end === undefined) throw new Error('a task without an end');
  return end;
}

/** A person who is set up at home, with prices, so that every call is a paid one. */
export function ownSettings(homeUrl: string, dialect: DialectName = 'openai'): Values {
  return {
    'switchyard.providers': { home: { baseUrl: homeUrl, dialect } },
    'switchyard.models.fast': 'home/fast',
    'switchyard.models.reasoning': 'home/reasoning',
    'switchyard.models.prices': {
      'home/fast': { input: 0.15, output: 0.6 },
      'home/reasoning': { input: 2, output: 8 },
    },
  };
}

/** `ATTACKER` in any text stands for the attacker's origin, known only once it listens. */
function told<T extends Values | string | undefined>(words: T, attacker: Attacker): T {
  return words === undefined
    ? words
    : JSON.parse(JSON.stringify(words).replaceAll('ATTACKER', attacker.origin));
}

function layOut(
  root: string,
  options: HostileWorkspace,
  attacker: Attacker,
): { readonly path: string; readonly open: Partial<OpenEditor> } {
  const folders = ['shop', ...(options.otherFolder ? ['tools'] : [])].map((name) => ({
    name,
    path: path.join(root, name),
  }));
  const writeSettings = (at: string, said: Values | string | undefined): void => {
    mkdirSync(path.join(at, '.vscode'), { recursive: true });
    if (said === undefined) return;
    const words = told(said, attacker);
    const text = typeof words === 'string' ? words : JSON.stringify(words);
    writeFileSync(path.join(at, '.vscode/settings.json'), text);
  };
  folders.forEach((folder, index) =>
    writeSettings(folder.path, index === 0 ? options.folder : options.otherFolder),
  );
  const file = path.join(root, 'team.code-workspace');
  options.prepare?.(path.join(root, 'shop'));
  const isMulti = options.workspaceFile !== undefined || options.otherFolder !== undefined;
  if (isMulti) {
    const settings = told(options.workspaceFile ?? {}, attacker);
    writeFileSync(
      file,
      typeof settings === 'string' ? settings : JSON.stringify({ folders: [{ path: 'shop' }], settings }),
    );
  }
  return {
    path: path.join(root, 'shop'),
    open: {
      folders,
      workspaceFile: isMulti ? file : undefined,
      remote: told(options.remote, attacker),
      remoteName: options.remote === undefined ? undefined : 'dev-container',
      isTrusted: options.isRestricted !== true,
      tellsScopesApart: options.host !== 'older',
    },
  };
}

function contextOf(storage: string): EngineContext {
  const secrets = new Map<string, string>();
  return {
    globalState: memento(),
    globalStorageUri: Uri.file(storage),
    secrets: {
      get: async (name) => secrets.get(name),
      store: async (name, value) => void secrets.set(name, value),
      delete: async (name) => void secrets.delete(name),
    },
  };
}

function memento(): Memento {
  const values = new Map<string, string>();
  return {
    keys: () => [...values.keys()],
    get: (name: string, otherwise?: unknown) =>
      JSON.parse(values.get(name) ?? JSON.stringify(otherwise ?? null)),
    update: async (name, value) => void values.set(name, JSON.stringify(value ?? null)),
  };
}
