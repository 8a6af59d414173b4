/** The commands that make requests: each reads the editor, asks for words where needed, and runs. */
import * as vscode from 'vscode';
import type { Engine } from '../shell/engine.ts';
import type { ResolvedSettings } from '../../settings/resolve.ts';
import { modelTiers } from '../../core/model/gatewaySettings.ts';
import type { AnswerForm } from '../../core/answer/wholeAnswer.ts';
import type { SwitchyardError } from '../../core/model/errors.ts';
import type { Question, TaskEnd } from '../../core/gateway/contract.ts';
import { isThanks } from '../../core/classify/followUp.ts';
import { tokenize } from '../../core/classify/tokens.ts';
import type { RequestCommand } from '../../core/model/request.ts';
import type { Log } from '../../core/model/ports.ts';
import type { RouteOverride } from '../../core/route/override.ts';
import { problemText } from '../../settings/settingProblem.ts';
import { workspaceIdentityNow } from '../shell/workspaceFiles.ts';
import { allowedNext, budgetOffers } from '../settings/budgetOffers.ts';
import { createAppliedEdits } from '../edits/appliedEdits.ts';
import { askBox, type Asked } from './askBox.ts';
import { createCheckTask } from '../edits/checkTask.ts';
import type { EditReview } from '../edits/editReview.ts';
import { requestOf, snapshotOf, type EditorSnapshot, refreshedSnapshot } from '../edits/editorSnapshot.ts';
import { neverSendList } from '../shell/neverSend.ts';
import { rememberedTask, freshPricesOfferedKey } from '../shell/remembered.ts';
import { createRecentRequests } from '../edits/recentRequests.ts';
import { systemClock } from '../shell/ports.ts';
import { resetWords, isStalePrice, priceAgeDays } from '../../core/words/figures.ts';
import { errorText, type ErrorText } from '../../core/words/errorText.ts';
import { ledgerLossOffers } from '../statusBar/ledgerNotices.ts';
import { confirm, showError, showWarning, type Offer, showInformation } from '../shell/messages.ts';
import { askModelPrice } from '../setup/modelPick.ts';
import { askPerson } from '../setup/questions.ts';
import { requestTask, type PosedRequest } from './requestTask.ts';
import type { Scratch } from '../shell/scratch.ts';
import type { StatusBar } from '../statusBar/statusBar.ts';
import type { Rerun, TaskRunner } from '../shell/taskRunner.ts';
import type { Receipt } from '../../core/model/receipt.ts';
import type { SettingsReader } from '../shell/settingsReader.ts';

export interface RequestCommandDeps {
  readonly engine: () => Promise<Engine>;
  readonly runner: TaskRunner;
  readonly review: EditReview;
  readonly scratch: Scratch;
  readonly statusBar: StatusBar;
  readonly tell: (message: string) => void;
  readonly log: Log;
  /** Hears of every problem that is shown to the person. */
  readonly onProblem?: ((problem: ErrorText) => void) | undefined;
  /** Answers in place of the person, who is asked otherwise. */
  readonly ask?: ((question: Question) => Promise<boolean>) | undefined;
  readonly confirm?: typeof confirm | undefined;
  readonly workspaceState: vscode.Memento;
  readonly globalState: vscode.Memento;
}

export interface RequestCommands {
  ask(): Promise<void>;
  format(): Promise<void>;
  complete(): Promise<void>;
  refactor(): Promise<void>;
  architect(): Promise<void>;
  retry(override: RouteOverride): Promise<void>;
  /** Once the person has said so: the last request again, past the limit of theirs that refused it. */
  allowOnce(): Promise<void>;
  /** Takes the last applied edit back, then asks the reasoning model. */
  undoAndRetry(): Promise<void>;
  chooseCheckTask(): Promise<void>;
}

export function createRequestCommands(deps: RequestCommandDeps): RequestCommands {
  const recent = createRecentRequests(systemClock);
  const trustedLinks = new Set<string>();
  const checkTask = createCheckTask({
    choice: rememberedTask(deps.workspaceState),
    confirm: deps.confirm ?? confirm,
    tell: deps.tell,
  });
  const edits = createAppliedEdits({
    ...deps,
    recent,
    checkTask,
    ledger: async () => (await deps.engine()).ledger,
  });

  async function run(
    posed: PosedRequest,
    override?: RouteOverride,
    allowOnce?: readonly string[],
  ): Promise<void> {
    const engine = await deps.engine();
    const { request, host, presenter } = requestTask(
      {
        review: deps.review,
        scratch: deps.scratch,
        ask: deps.ask ?? ((question) => askPerson(question, engine.settings)),
        tell: deps.tell,
        neverSend: async () => ({ ...neverSendList(await engine.settings.current()), trustedLinks }),
        onTrustedLink: (link) => trustedLinks.add(link),
        workspaceId: workspaceIdentityNow(),
        edits,
      },
      posed,
      override,
      allowOnce,
    );
    const { taskId, workspaceId, editor } = request;
    let form: AnswerForm = 'document';
    const again: Rerun = async (next, allowed) => {
      const renewed = await renew(posed, taskId, form);
      if (renewed) await run(renewed, next, allowed);
    };
    const end = await deps.runner.run(request, host, presenter, again, (finished, routed) => {
      if (routed) ({ form } = routed);
      const turns = routed?.turns ?? [];
      const file = posed.snapshot?.uri.toString();
      recent.ended({ taskId, text: editor.text, workspaceId, form, file, turns }, finished);
      deps.statusBar.showEnd(finished);
    });
    if (end.receipt) void offerFreshPrices(end.receipt, engine.settings, deps.globalState);
    // Who said no knows it.
    if (end.kind !== 'failed' || end.error.details['declined'] === true) return;
    const problem = await problemOf(end.error, engine);
    deps.onProblem?.(problem);
    const offers = [
      ...(await budgetOffers(end.error, engine.settings, { allowOnce }, (all) => again(override, all))),
      ...priceOffers(end.error, engine, () => again(override, allowOnce)),
      ...ledgerLossOffers(end.error, engine),
      ...otherModelOffers(end.error, await engine.settings.current(), again),
    ];
    await tellProblem(problem, offers, end);
  }

  /** What came before is a conversation only where the person speaks freely. */
  function poseRequest(
    snapshot: EditorSnapshot | undefined,
    command: RequestCommand,
    text: string,
  ): PosedRequest {
    const workspaceId = workspaceIdentityNow();
    const previous = command === 'ask' ? recent.previous(workspaceId) : [];
    const request = requestOf(snapshot, {
      surface: 'command',
      command,
      text,
      ...(previous.length > 0 && { previous }),
    });
    return { request, snapshot, turns: command === 'ask' ? recent.turns(workspaceId) : [] };
  }

  /** The same words about the text as it is now; undefined, and told, where what they were about is gone. */
  async function renew(
    posed: PosedRequest,
    taskId: string,
    form: AnswerForm,
  ): Promise<PosedRequest | undefined> {
    const { request, snapshot, turns } = posed;
    if (!snapshot) return posed;
    const renewed = await refreshedSnapshot(snapshot, edits.placeOf(taskId), form);
    if (!renewed) {
      deps.tell('Not tried again: the text it was about has changed. Ask anew at the place you mean.');
      return undefined;
    }
    const { surface, command, text, previous } = request;
    return { request: requestOf(renewed, { surface, command, text, previous }), snapshot: renewed, turns };
  }

  async function askInBox(
    command: RequestCommand,
    title: string,
    placeholder: string,
  ): Promise<{ asked: Asked; snapshot: EditorSnapshot | undefined } | undefined> {
    const editor = vscode.window.activeTextEditor;
    const snapshot = editor && snapshotOf(editor);
    const asked = await askBox({
      title,
      placeholder,
      preview: async (text) => {
        if (isNothingToDo(command, text)) return undefined;
        const { gateway } = await deps.engine();
        const { request } = poseRequest(snapshot, command, text);
        return gateway.preview({ editor: request, workspaceId: workspaceIdentityNow() });
      },
    });
    return asked && { asked, snapshot };
  }

  async function askAndRun(command: RequestCommand, title: string, placeholder: string): Promise<void> {
    const given = await askInBox(command, title, placeholder);
    if (!given) return;
    const { asked, snapshot } = given;
    if (isNothingToDo(command, asked.text)) deps.tell('Nothing to do, so nothing was sent.');
    else await run(poseRequest(snapshot, command, asked.text), asked.override);
  }

  async function runHere(command: RequestCommand): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) {
      deps.tell('Open a file first.');
      return;
    }
    await run(poseRequest(snapshotOf(editor), command, ''));
  }

  async function retry(override: RouteOverride): Promise<void> {
    const last = deps.runner.last();
    if (last) await last.rerun(override);
    else deps.tell('Nothing to retry yet. Ask something first.');
  }

  return {
    ask: () => askAndRun('ask', 'Switchyard: Ask', 'What do you want done?'),
    format: () => runHere('format'),
    complete: () => runHere('complete'),
    async refactor() {
      if (vscode.window.activeTextEditor?.selection.isEmpty !== false) {
        deps.tell('Select the code to refactor first.');
        return;
      }
      await askAndRun('refactor', 'Switchyard: Refactor Selection', 'How shall the selection change?');
    },
    architect: () =>
      askAndRun('architect', 'Switchyard: Architect', 'What shall be designed, planned or weighed?'),
    retry,
    async undoAndRetry() {
      const taskId = deps.runner.last()?.task.taskId;
      if (taskId !== undefined && (await edits.takeBack(taskId))) {
        recent.failed(taskId);
        await retry({ tier: 'reasoning' });
      } else deps.tell('The last edit does not stand as it was applied: undo it by hand, then retry.');
    },
    chooseCheckTask: () => checkTask.choose(),
    async allowOnce() {
      const last = deps.runner.last();
      const allowed = last?.end.kind === 'failed' ? allowedNext(last.task, last.end.error) : undefined;
      if (last?.end.kind !== 'failed' || allowed === undefined) {
        deps.tell('Nothing refused the last request that is yours to allow.');
        return;
      }
      const question = 'Let this one request go all the same?';
      const why = textOfError(last.end.error).message.replace(/^Not sent: /, 'It was not sent: ');
      const says = deps.confirm ?? confirm;
      if (await says(question, why, 'Allow Once')) await last.rerun(last.task.override, allowed);
    },
  };
}

/** Once it has a price, the limits can hold for it. */
function priceOffers(
  { details }: SwitchyardError,
  { settings }: Engine,
  again: () => Promise<void>,
): readonly Offer[] {
  const { model } = details;
  if (details['unknownPrice'] !== true || model === undefined) return [];
  const run = async (): Promise<void> => {
    if (await askModelPrice(settings, model)) await again();
  };
  return [{ title: 'Set Price…', run }];
}

function textOfError(error: SwitchyardError): ErrorText {
  const now = Date.now();
  return errorText(error, (at) => resetWords(at, now));
}

/** Where a bad setting leaves the models out, set-up is not what is missing. */
async function problemOf(error: SwitchyardError, engine: Engine): Promise<ErrorText> {
  const text = textOfError(error);
  if (error.code !== 'notSetUp') return text;
  const { problems } = await engine.settings.current();
  const bad = problems.find(({ setting }) => /^switchyard\.(?:providers$|models\.)/.test(setting));
  return bad ? { ...text, message: problemText(bad) } : text;
}

async function tellProblem(
  { message, actions }: ErrorText,
  offers: readonly Offer[],
  end: TaskEnd,
): Promise<void> {
  const all = [
    ...actions.map(({ title, command }) => ({ title, run: () => vscode.commands.executeCommand(command) })),
    // VS Code makes the first button the inviting one: going beyond a limit is none.
    ...offers,
  ];
  const titles = all.map(({ title }) => title);
  // Refused before anything was sent: nothing broke, so it is no error.
  const chosen = end.receipt ? await showError(message, ...titles) : await showWarning(message, ...titles);
  await all.find(({ title }) => title === chosen)?.run();
}

/** Thanks are free. A command of its own says by itself what is to be done. */
function isNothingToDo(command: RequestCommand, text: string): boolean {
  return command === 'ask' && isThanks(tokenize(text));
}

const yes = 'Fetch Prices';
const no = 'No';

/**
 * Once, after a request whose price is an old one: whether the price list shall be fetched anew. Whatever the
 * answer, and where there is none: it is not asked again.
 */
export async function offerFreshPrices(
  receipt: Receipt,
  settings: Pick<SettingsReader, 'current' | 'write'>,
  state: Pick<vscode.Memento, 'get' | 'update'>,
): Promise<void> {
  const days = oldestPriceDays(receipt);
  if (days === undefined || state.get(freshPricesOfferedKey) === true) return;
  if ((await settings.current()).settings['models.refreshPrices']) return;
  await state.update(freshPricesOfferedKey, true);
  const chosen = await showInformation(
    `The price of this request is ${days} days old and may have changed. Switchyard can fetch the public price list once a day; nothing of yours is sent for it.`,
    yes,
    no,
  );
  if (chosen !== yes) return;
  const trouble = await settings.write('models.refreshPrices', true, 'localUser');
  if (trouble !== undefined) void showWarning(trouble);
}

/** undefined where every price is young, one's own, or none was looked up. */
function oldestPriceDays({ attempts }: Receipt): number | undefined {
  const ages = attempts.flatMap(({ price, endedAt }) =>
    price?.source === 'book' && endedAt !== undefined && isStalePrice(price.asOf, endedAt)
      ? [priceAgeDays(price.asOf, endedAt)]
      : [],
  );
  return ages.length === 0 ? undefined : Math.max(...ages);
}

function otherModelOffers(
  { code, details }: SwitchyardError,
  { models }: Pick<ResolvedSettings, 'models'>,
  again: Rerun,
): readonly Offer[] {
  if (code !== 'circuitOpen') return [];
  return modelTiers
    .filter((tier) => models[tier] !== undefined && models[tier].provider !== details.endpoint)
    .map((tier) => ({
      title: `Use the ${tier === 'fast' ? 'Fast' : 'Reasoning'} Model`,
      run: () => again({ tier }),
    }));
}
