/** What takes minutes: real models on the reference engine. `npm run exactness`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['tests/exactness/*.test.ts'], maxWorkers: 1 } });
