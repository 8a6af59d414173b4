/**
 * `node test/host/node24.mjs test/unit/practice/standAlone.ts [--instant]`: a practice server with test
 * control in a process of its own. Prints one line, {"baseUrl","apiKey"}, and runs until its input ends
 * or it is told to stop.
 */
import { startControlledPractice } from '../../doubles/controlledPractice.ts';

const pace = process.argv.includes('--instant') ? 'instant' : 'real';
const server = await startControlledPractice({ pace });
console.log(JSON.stringify({ baseUrl: server.endpoint.baseUrl, apiKey: server.apiKey }));
const stop = (): void => void server.close().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
process.stdin.resume().once('end', stop);
