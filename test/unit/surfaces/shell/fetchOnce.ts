/** `node fetchOnce.ts editor|node URL`: prints what one GET brings, by our fetch or by Node's own. */
import { editorFetch } from '../../../../src/surfaces/shell/editorFetch.ts';

const [, , which, url = ''] = process.argv;
const chosen = which === 'node' ? globalThis.fetch : editorFetch;
try {
  const response = await chosen(url, {});
  process.stdout.write(await response.text());
} catch (cause) {
  process.stdout.write(String(cause));
}
