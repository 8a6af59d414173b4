import type { GatewayTask } from './gatewayTask.ts';
import type { Realm, TaskFacts } from './ledger/ledger.ts';
import type { Route } from './route/route.ts';

/** What the ledger may know of a task: never its words. */
export function factsOf(task: GatewayTask, taken: Route, realm: Realm): TaskFacts {
  return {
    taskId: task.taskId,
    realm,
    surface: task.request.surface,
    command: task.request.command,
    verb: task.verb,
    class: taken.class,
    policy: taken.policy,
    because: taken.because,
    confidence: taken.confidence,
    language: task.request.language,
    workspaceId: task.workspaceId,
  };
}
