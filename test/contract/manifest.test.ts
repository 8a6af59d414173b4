import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { infoOf, settingNames } from '../../src/settings/schema.ts';
import { commandList, commands, contextKeys } from '../../src/surfaces/shell/commandTable.ts';
import { walkthrough } from '../../src/surfaces/commands/commandManifest.ts';
import { outOfStep } from './generate.ts';
import { manifestBlocks, withSettingsTable } from './manifest.ts';
import { root, sourceFiles } from './sourceFiles.ts';

const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
const record = z.record(z.string(), z.unknown());
const packageJson = read('package.json');
const texts = z.record(z.string(), z.string()).parse(JSON.parse(read('package.nls.json')));

const sections = z
  .object({
    contributes: z.object({ configuration: z.array(z.object({ properties: z.record(z.string(), record) })) }),
  })
  .parse(JSON.parse(packageJson)).contributes.configuration;
const properties = new Map(sections.flatMap((section) => Object.entries(section.properties)));

/** Off by default; the surface that reads it comes later. */
const notYetRead: readonly string[] = ['inlineCompletion.enabled'];

describe('generated files', () => {
  it('are in step with schema and command table', () => {
    expect(outOfStep()).toEqual([]);
  });

  it('the README has its table where it asks for one', () => {
    const readme = 'a\n<!-- settings:start -->\nold\n<!-- settings:end -->\nb';
    expect(withSettingsTable(readme)).toMatch(
      /^a\n<!-- settings:start -->\n\| Name \|[\s\S]*\|\n<!-- settings:end -->\nb$/,
    );
    expect(withSettingsTable('no markers')).toBe('no markers');
  });
});

describe('texts', () => {
  it('exist for every key of the manifest, and none is left over', () => {
    const used = Array.from(packageJson.matchAll(/"%([^%"]+)%"/g), ([, key]) => key);
    expect(new Set(used)).toEqual(new Set(Object.keys(texts)));
  });

  it('say per developer on every budget', () => {
    const budgets = Object.entries(texts).filter(([key]) =>
      /^settings\.(?:budget\.\w+|limits\.costPerRequest)$/.test(key),
    );
    expect(budgets.length).toBeGreaterThan(5);
    for (const [, text] of budgets) expect(text).toMatch(/per developer and machine/i);
  });
});

describe('settings', () => {
  it('are all in the manifest, each with words, scope and order, and no other is', () => {
    expect([...properties.keys()].toSorted()).toEqual(
      settingNames.map((name) => `switchyard.${name}`).toSorted(),
    );
    for (const name of settingNames) {
      const property = properties.get(`switchyard.${name}`);
      expect(property).toMatchObject({ scope: infoOf(name).scope, order: settingNames.indexOf(name) });
      expect(property).toHaveProperty('default');
      expect(texts[`settings.${name}`]).toMatch(/\.$/);
    }
  });

  it('have enumerations with a text for each value', () => {
    for (const property of properties.values()) {
      const values = z.array(z.string()).optional().parse(property['enum']);
      expect(z.array(z.string()).optional().parse(property['markdownEnumDescriptions'])?.length).toBe(
        values?.length,
      );
    }
  });

  it('that say where requests, keys or money go come from the user alone; limits from every scope', () => {
    const ofUser = settingNames.filter((name) => infoOf(name).scope === 'application');
    expect(ofUser).toEqual([
      'providers',
      'models.fast',
      'models.reasoning',
      'models.prices',
      'models.refreshPrices',
      'budget.unknownPrice',
      'inlineCompletion.enabled',
    ]);
    expect(packageJson).not.toMatch(/"scope": "machine/);
    expect(packageJson).not.toContain('restrictedConfigurations');
    for (const name of settingNames) {
      const { scope, combine } = infoOf(name);
      expect([name, combine.rule === 'userOnly']).toEqual([name, scope === 'application']);
    }
  });

  it('hold no object but those of the user: objects merge across scopes', () => {
    const objects = settingNames.filter(
      (name) => properties.get(`switchyard.${name}`)?.['type'] === 'object',
    );
    expect(objects).toEqual(['providers', 'models.prices']);
  });

  it('show a nullable number as a field', () => {
    expect(properties.get('switchyard.budget.perDay')).toMatchObject({
      type: ['number', 'null'],
      default: 5,
      minimum: 0,
    });
    expect(properties.get('switchyard.budget.perWeek')).toMatchObject({
      type: ['number', 'null'],
      default: null,
    });
    expect(packageJson).not.toContain('anyOf');
  });

  it('have rules whose order names every value', () => {
    for (const name of settingNames) {
      const { combine } = infoOf(name);
      if (combine.rule !== 'strictest') continue;
      const values = properties.get(`switchyard.${name}`)?.['enum'] ?? [true, false];
      expect(new Set(combine.order)).toEqual(
        new Set(z.array(z.union([z.string(), z.boolean()])).parse(values)),
      );
    }
  });

  it('are read by some code: a setting that nobody reads is a promise that nobody keeps', () => {
    const code = sourceFiles('src')
      .filter((file) => !/settings\/(?:schema|settingKinds)\.ts$/.test(file.path))
      .map((file) => file.text)
      .join('\n');
    const unread = settingNames.filter((name) => !code.includes(`'${name}'`) && !code.includes(`.${name}`));
    expect(unread.filter((name) => !notYetRead.includes(name))).toEqual([]);
  });
});

describe('commands', () => {
  const contributed = manifestBlocks.contributes;

  it('have a title, an icon and our category', () => {
    for (const { command, icon, category } of contributed.commands) {
      expect(commands).toHaveProperty([command]);
      expect(icon).toMatch(/^\$\([a-z-]+\)$/);
      expect(category).toBe('Switchyard');
      expect(texts[`command.${command.replace('switchyard.', '')}`]).toMatch(/^[A-Z]/);
    }
    expect(contributed.commands).toHaveLength(commandList.length);
  });

  it('use no context key of ours that nothing sets', () => {
    const ours = Array.from(JSON.stringify(commands).matchAll(/switchyard\.\w+/g), ([key]) => key).filter(
      (key) => !(key in commands) && key !== 'switchyard.editor',
    );
    expect(new Set(ours)).toEqual(new Set(Object.values(contextKeys)));
  });

  it('have one key each, on every system', () => {
    const keys = contributed.keybindings.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the walkthrough', () => {
  it('has a page for each step, and leads to commands and settings that exist', () => {
    for (const step of walkthrough.steps) {
      expect(read(`media/walkthrough/${step.media}`)).toMatch(/^# /);
      for (const event of step.completionEvents) {
        const [kind, name = ''] = event.split(':');
        expect(kind === 'onCommand' ? Object.keys(commands) : [...properties.keys()]).toContain(name);
      }
      for (const [, id] of step.description.matchAll(/command:(switchyard\.\w+)/g))
        expect(commands).toHaveProperty([id ?? '']);
    }
  });
});
