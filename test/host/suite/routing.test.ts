/** Every class under every policy and profile, the wait a person accepts, and what came before: routed in the real VS Code. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { requestClasses, type EditorRequest } from '../../../src/core/model/request.ts';
import {
  policies,
  profiles,
  type ModelRoute,
  type Policy,
  type Profile,
} from '../../../src/core/model/route.ts';
import { holdOption, holdRequest, settlementOf, taskFacts } from '../../unit/storage/ledgerFixtures.ts';
import { leaveBox, request, typeRequest } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, textFrom, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

const askTitle = 'Switchyard: Ask';
const plan = 'Design the architecture of a stock service for several regions, and weigh the trade-offs';
const easy = 'rename amount to value';
/** From what probability on `maybe` thinks, written down here a second time. */
const threshold: Readonly<Record<Profile, number>> = { quick: 0.6, balanced: 0.4, thorough: 0.2 };
const effortOfUse: Readonly<Record<Profile, string>> = {
  quick: 'medium',
  balanced: 'medium',
  thorough: 'high',
};

suite('routing', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function routeOf(changes: Partial<EditorRequest>): Promise<ModelRoute> {
    const routeWith = await bed.engine.gateway.preview({
      editor: { surface: 'command', command: 'ask', text: '', ...changes },
    });
    const { route } = routeWith();
    assert.ok(route && route.tier !== 'local', 'no model route');
    return route;
  }

  async function setAll(policy: Policy, profile: Profile): Promise<void> {
    await Promise.all([
      bed.set('routing.profile', profile),
      ...requestClasses.map((name) => bed.set(`routing.policy.${name}`, policy)),
    ]);
    await until(`${policy} and ${profile}`, async () => {
      const { settings } = await bed.engine.settings.current();
      return (
        settings['routing.profile'] === profile &&
        requestClasses.every((name) => settings[`routing.policy.${name}`] === policy)
      );
    });
  }

  for (const profile of profiles) {
    test(`every class under every policy, profile ${profile}`, async () => {
      await bed.set('limits.maxEffort', 'high');
      for (const policy of policies) {
        await setAll(policy, profile);
        for (const command of requestClasses) {
          for (const text of [easy, plan]) {
            const route = await routeOf({ command, text });
            const { deservesReasoning } = route.classification;
            const thinks =
              policy === 'use' || (policy === 'maybe' && deservesReasoning >= threshold[profile]);
            const what = `${profile} ${policy} ${command} “${text}” (${deservesReasoning.toFixed(2)})`;
            assert.deepEqual([route.class, route.policy], [command, policy], what);
            assert.equal(route.tier, thinks ? 'reasoning' : 'fast', what);
            if (!thinks) assert.equal(route.effort, 'none', what);
            if (policy === 'use') assert.equal(route.effort, effortOfUse[profile], what);
            assert.match(
              route.because.join('; '),
              new RegExp(`${policy} → ${thinks ? 'reasoning' : 'fast'}`),
            );
          }
        }
        // Neither text is near a threshold, so that `maybe` tells them apart.
        if (policy === 'maybe') {
          assert.equal((await routeOf({ command: 'refactor', text: easy })).tier, 'fast');
          assert.equal((await routeOf({ command: 'refactor', text: plan })).tier, 'reasoning');
        }
      }
    });
  }

  test('stakes raise maybe in every profile, and never avoid', async () => {
    await bed.set('routing.highStakesFiles', ['payments/**']);
    const files = ['payments/refund.ts'];
    for (const profile of profiles) {
      await setAll('maybe', profile);
      const raised = await routeOf({ command: 'refactor', text: easy, files });
      assert.equal(raised.tier, 'reasoning');
      assert.ok(raised.because.includes('high stakes (payments/refund.ts): maybe → use'));
    }
    await setAll('avoid', 'thorough');
    assert.equal((await routeOf({ command: 'refactor', text: plan, files })).tier, 'fast');
  });

  test('a file that is named counts like the one that is open', async () => {
    await setAll('maybe', 'quick');
    await bed.set('routing.highStakesFiles', ['payments/**']);
    await openFile('src/shipping.ts', {
      select: await textFrom('src/shipping.ts', 'export function shippingCost'),
    });
    bed.start('switchyard.refactor');
    const words = 'rename cost to price, as in src/cart.ts';
    const plain = await typeRequest(bed.screen, 'Switchyard: Refactor Selection', words);
    assert.match(plain, /^refactor · fast · /);
    await bed.screen.fill({
      selector: '.quick-input-widget input.input',
      text: `${words} and payments/refund.ts`,
    });
    await bed.screen.waitFor({
      selector: '.quick-input-list .monaco-list-row',
      hasText: 'high stakes (payments/refund.ts): maybe → use',
    });
    await bed.screen.screenshot({ name: 'routing-stakes' });
  });

  test('a model that usually takes longer than one would wait is left for the fast one, and says so', async () => {
    await setAll('use', 'balanced');
    const shipping = await textFrom('src/shipping.ts', 'export function shippingCost');
    const preview = async (): Promise<string> => {
      await openFile('src/shipping.ts', { select: shipping });
      bed.start('switchyard.refactor');
      const text = await typeRequest(bed.screen, 'Switchyard: Refactor Selection', 'tidy it');
      await bed.screen.screenshot({ name: 'routing-wait' });
      await leaveBox(bed.screen, 'Switchyard: Refactor Selection');
      return text;
    };
    assert.match(await preview(), /^refactor · reasoning · /);

    const { ledger } = bed.engine;
    for (let index = 0; index < 6; index++) {
      const attemptId = crypto.randomUUID();
      const option = holdOption(0, { endpointId: bed.providerId, model: 'reasoning' });
      await ledger.reserve(
        holdRequest(attemptId, { at: Date.now(), task: taskFacts(attemptId), options: [option] }),
      );
      await ledger.settle(attemptId, settlementOf(0, { at: Date.now(), totalMs: 90_000 }));
    }
    await until('a history that knows', async () => {
      const { tier } = await routeOf({ command: 'refactor', text: 'tidy it' });
      return tier === 'fast';
    });
    assert.match(
      await preview(),
      /^refactor · fast · .*use → reasoning · but reasoning may take 90 s, over the 45 s you would wait/,
    );
    // Its tolerance is longer for a plan, and in the thorough profile for everything.
    assert.equal((await routeOf({ command: 'architect', text: plan })).tier, 'reasoning');
    await bed.set('routing.profile', 'thorough');
    await until('the profile', async () => {
      const { tier } = await routeOf({ command: 'refactor', text: 'tidy it' });
      return tier === 'reasoning';
    });
    // Where a mistake is dear one waits all the same.
    await setAll('maybe', 'balanced');
    await bed.set('routing.highStakesFiles', ['payments/**']);
    const dear = await routeOf({ command: 'refactor', text: easy, files: ['payments/refund.ts'] });
    assert.equal(dear.tier, 'reasoning');
  });

  test('a request that goes on inherits what it goes on with', async () => {
    bed.start('switchyard.ask');
    await request(bed.screen, askTitle, 'What does addToCart do with a product it has already?');
    await bed.rows(1);
    await until('the answer', () => untitledWith(/What does addToCart/));
    bed.start('switchyard.ask');
    const before = await typeRequest(bed.screen, askTitle, 'yes, do that');
    assert.match(before, /^complete · fast · .*goes on with the previous request/);
    await leaveBox(bed.screen, askTitle);

    bed.start('switchyard.ask');
    await request(bed.screen, askTitle, plan);
    await until('a plan', () => untitledWith(/## Decisions/));
    await bed.rows(2);
    bed.start('switchyard.ask');
    const preview = await request(bed.screen, askTitle, 'yes, do that');
    assert.match(preview, /^architect · reasoning · .*goes on with the previous request/);
    const [, , second] = await bed.rows(3);
    assert.deepEqual([second?.task.class, second?.tier], ['architect', 'reasoning']);
    // A command of its own is no part of that conversation.
    await openFile('src/cart.ts');
    const { classification } = await routeOf({ command: 'complete', text: 'yes, do that' });
    assert.notEqual(classification.basis, 'followUp');
  });
});
