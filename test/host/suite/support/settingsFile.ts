/** `.vscode/settings.json` of the folder under test. */
import type { Engine } from '../../../../src/surfaces/shell/engine.ts';
import { removeFile, writeFile } from './editors.ts';
import { until } from './until.ts';

export const settingsFile = '.vscode/settings.json';

/**
 * Removes it once what it said is forgotten. Emptied first: VS Code may take a file that was made and removed
 * within one of its looks for one that never was, and would go on with what it had read of it.
 */
export async function removeSettings(engine: Engine): Promise<void> {
  await writeFile(settingsFile, '{}');
  const left = async () => (await engine.settings.current()).problems.map(({ message }) => message);
  let last: readonly string[] = [];
  await until(
    'settings without problems',
    async () => {
      last = await left();
      return last.length === 0;
    },
    { last: () => last },
  );
  await removeFile(settingsFile);
}
