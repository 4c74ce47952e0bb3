import { defineConfig } from 'vitest/config';

// One browser, one server, one test after the other.
export default defineConfig({
  test: {
    include: ['src/test/e2e/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    // A busy machine is slow; what never comes still fails.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
