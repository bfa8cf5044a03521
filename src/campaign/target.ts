import { join } from 'node:path';

/** What a campaign runs, and what it starts from. Paths are relative to the package. */
export interface FuzzTarget {
  readonly name: string;
  readonly what: string;
  /** Jazzer.js over our compiled TypeScript, or libFuzzer over the native engine's own sources. */
  readonly kind: 'jazzer' | 'libfuzzer';
  /** The compiled module, or the executable. */
  readonly program: string;
  readonly seeds: readonly string[];
  readonly dictionary: string;
  /** Inputs that once found something: run first, every time. */
  readonly regress: string;
  readonly maxLength: number;
  /** A control holds a planted defect that must be found; it is no target of its own. */
  readonly control: boolean;
}

const JS = 'build/fuzz-js/fuzz/js';
const NATIVE = 'build/fuzz-native';

const GGUF_PARSE: FuzzTarget = {
  name: 'gguf-parse',
  what: 'any bytes through the GGUF parser, and what comes out through Program, tokenizer and writer',
  kind: 'jazzer',
  program: join(JS, 'gguf-parse.fuzz.js'),
  seeds: ['fuzz/seeds/gguf-parse', 'corpus/hostile', 'corpus/good'],
  dictionary: 'fuzz/dictionaries/gguf.dict',
  regress: 'corpus/regress/gguf-parse',
  maxLength: 16_384,
  control: false,
};

const LOAD_BOUNDARY: FuzzTarget = {
  name: 'load-boundary',
  what: 'Programs, ops and sessions across the C ABI, under ASan and UBSan',
  kind: 'libfuzzer',
  program: join(NATIVE, 'load_boundary'),
  seeds: ['fuzz/seeds/load-boundary'],
  dictionary: 'fuzz/dictionaries/ffp1.dict',
  regress: 'corpus/regress/load-boundary',
  maxLength: 4096,
  control: false,
};

const control = (target: FuzzTarget, name: string, program: string, what: string): FuzzTarget => ({
  ...target,
  // Only the target's own seeds: the corpus would spread the control's few seconds over hundreds of files.
  seeds: target.seeds.slice(0, 1),
  name,
  what,
  program,
  control: true,
});

/** Every target and every control, by name. */
export const FUZZ_TARGETS: ReadonlyMap<string, FuzzTarget> = new Map(
  [
    GGUF_PARSE,
    LOAD_BOUNDARY,
    control(
      GGUF_PARSE,
      'gguf-parse-planted',
      join(JS, 'gguf-parse-planted.fuzz.js'),
      'a packed name’s length is believed',
    ),
    control(
      LOAD_BOUNDARY,
      'load-boundary-header',
      join(NATIVE, 'load_boundary_plant_header'),
      'a header field is believed',
    ),
    control(
      LOAD_BOUNDARY,
      'load-boundary-oob',
      join(NATIVE, 'load_boundary_plant_oob'),
      'one element past an input is read',
    ),
  ].map((target) => [target.name, target]),
);
