/**
 * The layers of src/, as data. A file imports its own folder or a strictly lower layer, types included; folders on one layer
 * never see each other; nothing imports in a cycle; src/ never imports tests, fuzz targets, benchmarks or development
 * dependencies. tests/unit/architecture/layers.test.ts runs this, and proves that a planted violation is caught.
 */
export const LAYERS = [
  ['core'],
  ['gguf', 'report'],
  ['model', 'text'],
  ['engine'],
  ['reference', 'native', 'residency', 'generate'],
  ['oracle', 'checks', 'campaign'],
  ['cli'],
  ['library'],
];

const roomRules = LAYERS.flatMap((rooms, level) =>
  rooms.map((room) => ({
    name: `layer-${room}`,
    comment: `src/${room} (layer ${level}) imports itself and layers below ${level} only`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^src/', pathNot: `^src/(${[room, ...LAYERS.slice(0, level).flat()].join('|')})/` },
  })),
);

export default {
  forbidden: [
    ...roomRules,
    {
      name: 'no-stray-files',
      comment: 'every file of src/ is in a room',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${LAYERS.flat().join('|')})/` },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'src-is-self-contained',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|fuzz|bench|corpus|scripts)/' },
    },
    {
      name: 'no-development-dependencies-at-run-time',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
