import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Minutes: vitest.exactness.config.ts.
    exclude: ['tests/exactness/**'],
    // Two cores: more workers only contend, and the addon's tests bring threads of their own.
    maxWorkers: 2,
    testTimeout: 30_000,
    reporters: process.env['CI'] ? ['default', 'junit'] : ['default'],
    outputFile: { junit: 'build/reports/tests.xml' },
  },
});
