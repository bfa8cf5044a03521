import type { FuzzTarget } from './target.ts';

/** Nothing in the parser depends on more: a header, a dozen keys and tensors fit. Longer inputs only slow mutation down. */
const GGUF_MAX_LENGTH = 4096;
/** As much again for a template and a vocabulary. */
const CHECK_MAX_LENGTH = 8192;
/** Two layers of a tiny model take 4,785 bytes of FFP1. */
const LOAD_MAX_LENGTH = 6144;

const TARGETS_LIST: readonly FuzzTarget[] = [
  {
    name: 'gguf-parse',
    kind: 'jazzer',
    title: 'any bytes through the GGUF parser, the Program builder and the tokenizer',
    program: 'fuzz/js/gguf-parse.fuzz.js',
    seeds: ['fuzz/seeds/gguf-parse', 'corpus/good', 'corpus/hostile', 'corpus/regress/gguf-parse'],
    dictionary: 'fuzz/dictionaries/gguf.dict',
    maxLength: GGUF_MAX_LENGTH,
    controls: [
      {
        name: 'wrapped-count',
        plants: 'a count of tensors that wraps in 32 bits is believed',
        program: 'fuzz/js/gguf-parse-planted.fuzz.js',
        seeds: [],
        dictionary: null,
        signature: 'readTensors',
      },
    ],
  },
  {
    name: 'check-file',
    kind: 'jazzer',
    title: 'any bytes through every rule of the gate and every report',
    program: 'fuzz/js/check-file.fuzz.js',
    seeds: [
      'fuzz/seeds/check-file',
      'fuzz/seeds/gguf-parse',
      'corpus/good',
      'corpus/hostile',
      'corpus/regress/check-file',
    ],
    dictionary: 'fuzz/dictionaries/gguf.dict',
    maxLength: CHECK_MAX_LENGTH,
    controls: [
      {
        name: 'unescaped-name',
        plants: 'keys of the file are printed without being escaped',
        program: 'fuzz/js/check-file-planted.fuzz.js',
        seeds: ['fuzz/seeds/gguf-parse'],
        dictionary: null,
        signature: 'expected a message that can be printed',
      },
    ],
  },
  {
    name: 'load-boundary',
    kind: 'libfuzzer',
    title: 'Programs, op cases and sessions through the C ABI of the CPU engine, under ASan and UBSan',
    program: 'load_boundary',
    seeds: ['fuzz/seeds/load-boundary', 'corpus/regress/load-boundary'],
    dictionary: 'fuzz/dictionaries/ffp1.dict',
    maxLength: LOAD_MAX_LENGTH,
    controls: [
      {
        name: 'believed-header',
        plants: 'a count in an FFP1 header is believed before it is checked',
        program: 'load_boundary_plant_header',
        seeds: [],
        dictionary: 'fuzz/dictionaries/ffp1.dict',
        signature: 'run_raw',
      },
      {
        name: 'kernel-over-read',
        plants: 'the add kernel reads one element past its input',
        program: 'load_boundary_plant_oob',
        seeds: [],
        dictionary: null,
        signature: 'run_add',
      },
    ],
  },
];

/** Every fuzz target, by name. */
export const TARGETS: ReadonlyMap<string, FuzzTarget> = new Map(TARGETS_LIST.map((target) => [target.name, target]));
