import { describe, expect, it } from 'vitest';
import { settingsFileProblems, type SettingsFile } from '../../../src/settings/settingsFile.ts';
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
      'switchyard.budget.perday in .vscode/settings.json, line 2, is no setting of this version of Switchyard. Correct or remove it. Did you mean switchyard.budget.perDay? Paid calls wait until then.',
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
    expect(problems('{"folders": [], "switchyard.models.fast": "a/b"}', 'workspace')).toEqual([]);
    expect(problems('{"folders": [], "settings": []}', 'workspace')).toEqual([]);
  });
});
