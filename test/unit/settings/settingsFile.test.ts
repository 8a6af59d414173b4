import { describe, expect, it } from 'vitest';
import {
  lineOfSetting,
  settingsFileProblems,
  type SettingsFile,
} from '../../../src/settings/settingsFile.ts';
import { problemText } from '../../../src/settings/settingProblem.ts';

function problems(text: string, kind: SettingsFile['kind'] = 'settings'): readonly string[] {
  return settingsFileProblems({ label: '.vscode/settings.json', text, kind }).map(problemText);
}

const kinds = (text: string) =>
  settingsFileProblems({ label: 'f', text, kind: 'settings' }).map(({ kind, setting, blocksPaidCalls }) => [
    kind,
    setting,
    blocksPaidCalls,
  ]);

describe('a settings file', () => {
  it.each([
    '',
    '// nothing yet\n',
    '{}',
    '[]',
    '"switchyard"',
    '\u{FEFF}{"switchyard.budget.perDay": 5}',
    '{\n  // a day\n  "switchyard.budget.perDay": 5, /* and */ "editor.tabSize": 2,\n}',
    '{"switchyard.models.allowed": ["a/x"], "switchyard.budget.perDay": "a bad value is judged elsewhere"}',
    '{"switchyard": {"budget": {"perDay": 5}}, "switchyard.limits": {"fastTokens": 20}}',
    '{"[python]": {"editor.tabSize": 4}}',
  ])('that reads %j has no problem', (text) => {
    expect(problems(text)).toEqual([]);
  });

  it('that does not parse blocks paid calls, with file, line and mend', () => {
    expect(problems('{\n  "switchyard.budget.perDay": 5\n  "editor.tabSize": 2\n}')).toEqual([
      '.vscode/settings.json has a syntax error in line 3, so its switchyard.* settings cannot be trusted. Open the file and mend that line. Paid calls wait until then.',
    ]);
  });

  it.each([
    '{"switchyard.budget.perDay": 5',
    '{"switchyard.budget.perDay": }',
    "{'switchyard.budget.perDay': 5}",
    '{"switchyard": {"budget": 5}}}',
    '<<<<<<< HEAD\n{"switchyard.budget.perDay": 5}\n=======\n{}\n>>>>>>> main\n',
    '{"a": 1} {"switchyard.budget.perDay": 5}',
  ])('that reads %j is broken', (text) => {
    expect(kinds(text)).toEqual([['brokenFile', 'switchyard.*', true]]);
  });

  it('that does not parse but is not about us is none of our business', () => {
    expect(problems('{"editor.tabSize": 2')).toEqual([]);
  });

  it('is told which settings have no effect there', () => {
    expect(problems('{"switchyard.providers": {"openai": {"baseUrl": "https://evil.test"}}}')).toEqual([
      'switchyard.providers has no effect in .vscode/settings.json: it is accepted from your user settings only. Remove it there, and set it in your user settings if you want it.',
    ]);
    const nested =
      '{"switchyard": {"providers": {"openai": {"baseUrl": "https://evil.test"}}, "models": {"fast": "a/b"}}}';
    expect(kinds(nested)).toEqual([
      ['noEffect', 'switchyard.providers', false],
      ['noEffect', 'switchyard.models.fast', false],
    ]);
    expect(kinds(String.raw`{"switchyard\u002eproviders": {}}`)).toEqual([
      ['noEffect', 'switchyard.providers', false],
    ]);
  });

  it('is told of a misspelt setting and what it may mean; a misspelt limit blocks', () => {
    expect(problems('{\n"switchyard.budget.perday": 5}')).toEqual([
      'switchyard.budget.perday in .vscode/settings.json, line 2, is passed over, since the name is not written as switchyard.budget.perDay. Write switchyard.budget.perDay, capitals and all. Paid calls wait until then.',
    ]);
    expect(kinds('{"switchyard.routing.profil": "quick"}')).toEqual([
      ['unknownSetting', 'switchyard.routing.profil', false],
    ]);
    expect(
      kinds('{"switchyard.perMonth": 5, "switchyard.budget": 5, "switchyard.limits.hourly": 1}'),
    ).toEqual([
      ['unknownSetting', 'switchyard.perMonth', true],
      ['unknownSetting', 'switchyard.budget', true],
      ['unknownSetting', 'switchyard.limits.hourly', true],
    ]);
    expect(problems('{"switchyard.somethingElse": 5}').join()).not.toContain('Did you mean');
  });

  it.each<[string, string, boolean]>([
    ['{"Switchyard.budget.perDay": 5}', 'budget.perDay', true],
    ['{"SWITCHYARD.BUDGET.PERDAY": 5}', 'budget.perDay', true],
    ['{"Switchyard": {"Budget": {"perDay": 5}}}', 'budget.perDay', true],
    ['{"switchyard": {"budget": {"PerDay": 5}}}', 'budget.perDay', true],
    [String.raw`{"\u0053witchyard.limits.maxEffort": "none"}`, 'limits.maxEffort', true],
    ['{"switchyard.budget.perDay ": 5}', 'budget.perDay', true],
    ['{"switchyard.Files.NeverSend": ["*.sql"]}', 'files.neverSend', true],
    ['{"switchyard.routing.policy.Architect": "avoid"}', 'routing.policy.architect', false],
    ['{"switchYard.routing.escalate": false}', 'routing.escalate', false],
  ])('is told that VS Code passes over %s', (text, meant, blocks) => {
    const [problem, ...more] = settingsFileProblems({ label: 'f', text, kind: 'settings' });
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ kind: 'unknownSetting', concerns: meant, blocksPaidCalls: blocks });
    expect(problem?.mend).toBe(`Write switchyard.${meant}, capitals and all.`);
  });

  it.each([
    ['{"swichyard.budget.perDay": 5}', 'switchyard.budget.perDay'],
    ['{"switch-yard.limits.fastTokens": 5}', 'switchyard.limits.fastTokens'],
  ])('is told of a misspelt prefix in %s', (text, meant) => {
    expect(kinds(text)).toHaveLength(1);
    expect(problems(text).join()).toContain(`Did you mean ${meant}? Paid calls wait`);
  });

  it('with settings of others is none of our business', () => {
    expect(problems('{"switch.budget.perDay": 5, "swichyard.theme": 1, "switchyards": {"x": 1}}')).toEqual(
      [],
    );
  });

  it.each<[string, boolean]>([
    [String.raw`{"\u0073witchyard.budget.perDay": 5 "a": 1}`, true],
    [String.raw`{"switchyard\u002ebudget.perDay": 5 "a": 1}`, true],
    ['{"SwitchYard.budget.perDay": 5 "a": 1}', true],
    ['{"switchyard" /* ours */ : {"budget": {"perDay": 5}} "a": 1}', true],
    ['{"switch": 5 "yard": 1}', false],
  ])('that does not parse and reads %s blocks: %s', (text, blocks) => {
    expect(kinds(text)).toEqual(blocks ? [['brokenFile', 'switchyard.*', true]] : []);
  });

  it('is told of a limit that stands there twice, where the values differ', () => {
    expect(problems('{\n"switchyard.budget.perDay": 5,\n"switchyard": {"budget": {"perDay": 500}}}')).toEqual(
      [
        'switchyard.budget.perDay is set twice in .vscode/settings.json, in line 2 and in line 3, and only the last counts. Remove one of them. Paid calls wait until then.',
      ],
    );
    expect(kinds('{"switchyard.routing.escalate": true, "switchyard.routing.escalate": false}')).toEqual([
      ['unknownSetting', 'switchyard.routing.escalate', false],
    ]);
    expect(kinds('{"switchyard.budget.perDay": 5, "switchyard.budget.perDay": 5}')).toEqual([]);
  });

  it('is opened at the line that sets a value, however that is written', () => {
    const line = (text: string, kind: SettingsFile['kind'] = 'settings') =>
      lineOfSetting({ text, kind }, 'switchyard.budget.perDay');
    expect(line('{\n\n"switchyard.budget.perDay": 5}')).toBe(3);
    expect(line('{\n"switchyard": {\n"budget": {\n"perDay": 5}}}')).toBe(4);
    expect(line(String.raw`{"\u0073witchyard.budget.perDay": 5}`)).toBe(1);
    expect(line('{"settings": {\n"switchyard.budget.perDay": 5}}', 'workspace')).toBe(2);
    expect(line('{}')).toBeUndefined();
  });

  it('is told that a language block is no place for a limit', () => {
    expect(
      kinds('{"[python]": {"switchyard.limits.maxEffort": "none", "switchyard.routing.escalate": false}}'),
    ).toEqual([
      ['noEffect', 'switchyard.limits.maxEffort', true],
      ['noEffect', 'switchyard.routing.escalate', false],
    ]);
  });

  it('of a workspace keeps its settings under "settings"', () => {
    const text = '{"folders": [{"path": "switchyard.app"}], "settings": {"switchyard.models.fast": "a/b"}}';
    expect(problems(text, 'workspace')).toHaveLength(1);
    expect(problems('{"folders": [], "switchyard.budget.perDay": 5}', 'workspace')).toEqual([
      'switchyard.budget.perDay has no effect outside of "settings" in .vscode/settings.json: nothing is read there. Move it into "settings". Paid calls wait until then.',
    ]);
    expect(problems('{"Settings": {"switchyard": {"routing": {"escalate": false}}}}', 'workspace')).toEqual([
      'switchyard.routing.escalate has no effect inside "Settings" in .vscode/settings.json: nothing is read there. Move it into "settings".',
    ]);
    expect(
      problems('{"folders": [], "extensions": {"recommendations": ["switchyard.app"]}}', 'workspace'),
    ).toEqual([]);
    expect(problems('{"folders": [], "settings": []}', 'workspace')).toEqual([]);
  });
});
