import { defineConfig } from 'vitest/config';
import { patience } from './test/patience.ts';

export default defineConfig({
  test: {
    reporters: ['default', './test/countsReporter.ts'],
    testTimeout: patience.test,
    hookTimeout: patience.test,
    expect: { poll: { timeout: patience.event } },
    projects: [
      // Quick: its files share modules, so none may change what another has loaded.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false } },
      project('slow', ['test/slow/**/*.test.ts']),
      project('contract', ['test/contract/**/*.test.ts', 'test/bench/**/*.test.ts']),
      project('browser', ['test/browser/**/*.test.ts']),
      project('vsix', ['test/host/*.test.ts'], ['test/host/packageOnce.ts']),
    ],
  },
});

function project(name: string, include: string[], globalSetup: string[] = []) {
  return { extends: true as const, test: { name, include, globalSetup } };
}
