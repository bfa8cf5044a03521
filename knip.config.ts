/** What begins a program here: all that none of it reaches, and every export that nobody imports, is reported. */
import type { KnipConfig } from 'knip';

/** Programs of the system, not of a package. `npx flea-flicker doctor` asks for those that are needed. */
const SYSTEM = [/^c\+\+$/, 'cmake', 'mkfifo', 'script', 'sha256sum'];

const config: KnipConfig = {
  workspaces: {
    '.': {
      entry: [
        'src/cli/main.ts',
        'src/library/library.ts',
        'examples/*.mjs',
        // A thread or process is started by the name of its file.
        'src/**/*{Thread,Child}.ts',
        'bench/**/*{run,compat,kindReaders,readers,Lane,Child}.ts',
        'tests/support/*Child.mjs',
        'scripts/*.mjs',
        '.ci/*.mjs',
        'corpus/build.ts',
        'fuzz/js/{*.fuzz,makeSeeds,replay}.ts',
        'tests/**/*.test.ts',
        'tests/mutation/{runner,hooks,harness}.mjs',
      ],
      project: ['**/*.{ts,mjs}', '!tests/fixtures/**'],
    },
    // A package of its own, with the other readers that bench/ compares with.
    'bench/peers': { entry: ['reader.mjs'] },
  },
  ignoreDependencies: [
    // C++ includes their headers.
    'node-addon-api',
    'node-api-headers',
    // Started by its path, so that no shell is needed.
    'cmake-js',
    // The test runner of tests/mutation: a plugin by its path, which looks like a package by its name.
    '@stryker-mutator/in-process-runner',
    // Started by the hooks that `npx lefthook install` sets.
    'lefthook',
  ],
  ignoreBinaries: SYSTEM,
};

export default config;
