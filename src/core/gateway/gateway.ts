/**
 * READ FIRST. The one line every request of every surface rolls along: classify, route, local tool
 * (serveLocal.ts) or gates and attempts (serveByModel.ts: reserve, stream, settle, check), record and receipt (taskRecord.ts).
 */
import type { AttemptDeps, AttemptServices } from './attemptDeps.ts';
import { createCorrections } from './corrections.ts';
import type { Classification, EditorRequest } from '../model/request.ts';
import { SwitchyardError } from '../model/errors.ts';
import { createEventQueue } from '../model/async.ts';
import { type GatewaySettings, pricedModelOf } from '../model/gatewaySettings.ts';
import type { GatewayEvent, GatewayRun, Host, Request, SurfaceLimits, TaskEnd } from './contract.ts';
import type { RouteOverride } from '../route/override.ts';
import { route, type RouteInputs, type RouteResult } from '../route/router.ts';
import { serveByModel } from './serveByModel.ts';
import { serveLocal } from './serveLocal.ts';
import { failedEnd, type UnrecordedEnd } from './taskEnd.ts';
import { endTask, noteEvent, type TaskTrace } from './taskRecord.ts';
import { createTaskRun, type TaskRun } from './taskRun.ts';
import { findLocalTool } from '../tools/findLocalTool.ts';

export interface GatewayDeps extends AttemptDeps {
  readonly classify: (request: EditorRequest) => Classification;
  /** Read anew for every request, for the folder the request is about. */
  readonly settings: (request: Pick<Request, 'workspaceId'>) => Promise<GatewaySettings>;
}

/** What the route of a request depends on. */
type Previewed = Pick<Request, 'editor' | 'conversation' | 'workspaceId' | 'limits'>;

/** The route that a request would take, as it stands or with what a person may choose. */
export type RoutePreview = (override?: RouteOverride) => RouteResult;

export interface Gateway {
  /** Begins at once, read or not; leaving the events early stops the task. */
  run(request: Request, host: Host, signal: AbortSignal): GatewayRun;
  /** The route a request would take now; pure reading, nothing is reserved or sent. */
  preview(request: Previewed): Promise<RoutePreview>;
  /** Ends the look-ups of exact figures that are still to come; tasks end by their own signals. */
  dispose(): void;
}

export function createGateway(deps: GatewayDeps): Gateway {
  const corrections = createCorrections(deps);
  const services: AttemptServices = { ...deps, corrections };
  return {
    async preview(request) {
      const inputs = routeInputs(deps, request, await settingsFor(deps, request));
      return (override) => route({ ...inputs, override });
    },
    run(request, host, signal) {
      const abandoned = new AbortController();
      const fastNow = new AbortController();
      const queue = createEventQueue<GatewayEvent>(() => abandoned.abort());
      const trace: TaskTrace = { request, startedAt: deps.clock.now() };
      const serve = async (): Promise<UnrecordedEnd> => {
        const settings = await settingsFor(deps, request);
        trace.inputs = routeInputs(deps, request, settings);
        const run = createTaskRun({
          request,
          host,
          settings,
          stop: AbortSignal.any([signal, abandoned.signal]),
          fastNow: fastNow.signal,
          emit(event) {
            noteEvent(trace, event);
            queue.push(event);
          },
          clock: deps.clock,
          log: deps.log,
        });
        return serveTask(services, run, trace.inputs);
      };
      const toItsEnd = async (): Promise<void> => {
        const ended = await serve().catch((cause: unknown) => failedEnd(cause, deps.log));
        const end = endTask(deps, trace, ended);
        deps.log.info(`task ${request.taskId}: ${wordsOf(end)}`);
        queue.push({ type: 'ended', end });
        queue.end();
      };
      void toItsEnd();
      return {
        [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
        answerFastNow: () => fastNow.abort(),
      };
    },
    dispose: () => corrections.dispose(),
  };
}

/** Those of the folder, with what the surface says of its own caps. */
async function settingsFor(
  deps: GatewayDeps,
  request: Pick<Request, 'workspaceId' | 'limits'>,
): Promise<GatewaySettings> {
  const settings = await deps.settings(request);
  return request.limits ? { ...settings, caps: capsWithin(settings.caps, request.limits) } : settings;
}

function capsWithin(
  caps: GatewaySettings['caps'],
  { tokens, seconds, extraAttempts }: SurfaceLimits,
): GatewaySettings['caps'] {
  return {
    ...caps,
    ...(tokens !== undefined && { tokens: { fast: tokens, reasoning: tokens } }),
    ...(seconds !== undefined && { seconds: { fast: seconds, reasoning: seconds } }),
    ...(extraAttempts !== undefined && { extraAttempts }),
  };
}

function routeInputs(
  deps: GatewayDeps,
  { editor, override, conversation }: Pick<Request, 'editor' | 'override' | 'conversation'>,
  settings: GatewaySettings,
): RouteInputs {
  return {
    request: editor,
    classification: deps.classify(editor),
    settings,
    history: deps.history(),
    costOf: (model, usage) => deps.book.costOf(pricedModelOf(model), usage, deps.clock.now(), 'halfUp'),
    localTool: findLocalTool(editor),
    override,
    conversation,
  };
}

async function serveTask(deps: AttemptServices, run: TaskRun, inputs: RouteInputs): Promise<UnrecordedEnd> {
  const { localTool } = inputs;
  const first = route(inputs);
  if (first.route?.tier === 'local' && localTool) {
    const end = await serveLocal(deps, run, first.route, localTool);
    if (end) return end;
  }
  const taken = first.route?.tier === 'local' ? route({ ...inputs, localTool: undefined }) : first;
  if (!taken.route || taken.route.tier === 'local') return failedEnd(nothingToRunOn(run.settings), deps.log);
  return serveByModel(deps, run, taken.route);
}

function nothingToRunOn({ notAllowed = [] }: GatewaySettings): SwitchyardError {
  const [model] = notAllowed;
  return model === undefined
    ? new SwitchyardError('notSetUp', 'no model is set up', { unbilled: true })
    : new SwitchyardError('modelNotAllowed', `${model} is not allowed`, {
        details: { model },
        unbilled: true,
      });
}

function wordsOf(end: TaskEnd): string {
  return end.kind === 'failed' ? `failed, ${end.error.code}` : end.kind;
}
