import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts', 'test/bench/**/*.test.ts'],
    testTimeout: 60_000,
    reporters: ['default'],
  },
});
