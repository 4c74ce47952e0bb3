import { defineConfig } from 'vitest/config';

// One browser, one server, one test after the other.
export default defineConfig({
  test: {
    include: ['src/test/e2e/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
