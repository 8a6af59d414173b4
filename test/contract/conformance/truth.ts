import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Api } from '../../../src/core/model/provider.ts';

/** What a correct meter says of one recording; undefined = the provider does not say. */
export interface Truth {
  readonly file: string;
  /** What is remarkable, for people. */
  readonly quirks: string;
  readonly provider: string;
  /** Stands for the host that decides the dialect. */
  readonly baseUrl: string;
  readonly api: Api;
  readonly stream: boolean;
  readonly model: string;
  /** Figures as written in the table, by column. */
  readonly figures: Readonly<Record<FigureColumn, string>>;
  /** The provider's own word; empty where it gives none. */
  readonly finish: string;
}

export const figureColumns = [
  'input',
  'cache_read',
  'cache_write',
  'output',
  'reasoning',
  'billed_usd',
  'visible_chars',
  'thinking_chars',
] as const;
export type FigureColumn = (typeof figureColumns)[number];

/** Reads `truth.tsv` of `folder`. @throws Error naming a column that is missing */
export async function readTruth(folder: string): Promise<readonly Truth[]> {
  const text = await readFile(join(folder, 'truth.tsv'), 'utf8');
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const columns = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string): string => {
      const index = columns.indexOf(name);
      if (index < 0) throw new Error(`truth.tsv has no column "${name}"`);
      return cells[index]?.trim() ?? '';
    };
    return {
      file: cell('file'),
      quirks: columns.includes('quirks') ? cell('quirks') : '',
      provider: cell('provider'),
      baseUrl: cell('base_url'),
      api: cell('endpoint') === 'responses' ? 'responses' : 'chat',
      stream: cell('stream') === 'y',
      model: cell('model'),
      figures: {
        input: cell('input'),
        cache_read: cell('cache_read'),
        cache_write: cell('cache_write'),
        output: cell('output'),
        reasoning: cell('reasoning'),
        billed_usd: cell('billed_usd'),
        visible_chars: cell('visible_chars'),
        thinking_chars: cell('thinking_chars'),
      },
      finish: cell('finish'),
    };
  });
}
