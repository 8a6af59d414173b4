/** The downloaded price list as a file of this extension, shared by the windows of a machine. */
import * as vscode from 'vscode';
import type { PriceListStore } from '../core/pricing/priceRefresh.ts';

export function priceListFile(folder: vscode.Uri): PriceListStore {
  const { fs } = vscode.workspace;
  const file = vscode.Uri.joinPath(folder, 'prices.json');
  return {
    async read() {
      try {
        return new TextDecoder().decode(await fs.readFile(file));
      } catch {
        return undefined;
      }
    },
    async write(text) {
      // Another window may be reading: it shall find the old list or the new one, never half of it.
      const draft = vscode.Uri.joinPath(folder, `prices.${crypto.randomUUID()}.json`);
      await fs.writeFile(draft, new TextEncoder().encode(text));
      await fs.rename(draft, file, { overwrite: true });
    },
    async remove() {
      if ((await this.read()) !== undefined) await fs.delete(file);
    },
  };
}
