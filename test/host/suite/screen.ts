/** The screen as a test in the extension host sees it. */
import type { Context } from 'mocha';
import type { ScreenCallName, ScreenCalls, ScreenReply } from '../screenProtocol.ts';

export type Screen = {
  readonly [Name in ScreenCallName]: (
    args: Parameters<ScreenCalls[Name]>[0],
  ) => Promise<ReturnType<ScreenCalls[Name]>>;
};

/** The screen of this run; a desktop VS Code has none, and the test is then skipped. */
export function screenOrSkip(context: Context): Screen {
  const address = process.env['SWITCHYARD_TEST_SCREEN'];
  if (address === undefined) {
    context.skip();
  }
  return screenAt(address);
}

function screenAt(address: string): Screen {
  const call =
    <Name extends ScreenCallName>(name: Name) =>
    async (args: Parameters<ScreenCalls[Name]>[0]): Promise<ReturnType<ScreenCalls[Name]>> => {
      const response = await fetch(address, { method: 'POST', body: JSON.stringify({ call: name, args }) });
      const reply: ScreenReply<Name> = JSON.parse(await response.text());
      if (!reply.ok) {
        throw new Error(`screen.${name}: ${reply.error}`);
      }
      return reply.value;
    };
  return {
    statusBar: call('statusBar'),
    statusBarShown: call('statusBarShown'),
    statusBarHover: call('statusBarHover'),
    texts: call('texts'),
    attribute: call('attribute'),
    waitFor: call('waitFor'),
    click: call('click'),
    fill: call('fill'),
    press: call('press'),
    type: call('type'),
    screenshot: call('screenshot'),
    evaluate: call('evaluate'),
    accessibility: call('accessibility'),
    openWindow: call('openWindow'),
    closeWindow: call('closeWindow'),
  };
}
