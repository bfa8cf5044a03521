/** Inputs of fuzz/native/load_boundary.cc: the first byte chooses what the others mean. */
import { tinyLlama } from '../../src/generate/tinyLlama.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { buildProgram } from '../../src/model/build.ts';
import { encodeFfp1 } from '../../src/model/ffp1.ts';
import { BASIC_KINDS, type BasicKind } from '../../src/model/ops/kinds.ts';
import type { OpAttrs, Program } from '../../src/model/program.ts';
import { opProgram } from '../../src/native/opProgram.ts';
import type { OpCase, WeightData } from '../../src/engine/engine.ts';

const RAW_PROGRAM = 0;
const OP_CASE = 5;
const SESSION = 7;
/** Of op_case.cc: kNone to kProgramByte. */
const N_TWISTS = 17;
/** Kinds whose cases have all that can be bent: token ids and a weight, a past. */
const TWISTED: ReadonlySet<string> = new Set(['embed', 'attention']);
/** Choices and payload: repeated by the harness where it needs more. */
const PAYLOAD = Uint8Array.from({ length: 48 }, (_, i) => (i * 37 + 11) & 0xff);

export function loadBoundarySeeds(): ReadonlyMap<string, Uint8Array> {
  const seeds = new Map<string, Uint8Array>();
  for (const [name, program] of programs()) seeds.set(`program-${name}`, joined([RAW_PROGRAM], encodeFfp1(program)));
  BASIC_KINDS.forEach((kind, id) => {
    const twists = TWISTED.has(kind) ? N_TWISTS : 1;
    for (let twist = 0; twist < twists; twist++)
      seeds.set(`op-${kind}-twist-${String(twist)}`, joined([OP_CASE, id, twist, 1, 2, 1], PAYLOAD));
  });
  SESSIONS.forEach((choices, i) => seeds.set(`session-${String(i)}`, joined([SESSION, ...choices])));
  return seeds;
}

function joined(head: readonly number[], tail: Uint8Array = new Uint8Array(0)): Uint8Array {
  return Uint8Array.from([...head, ...tail]);
}

/** Threads, n_ctx, gentle, host fails; layers, heads, group, head_dim, n_ff, vocabulary, type; then the calls. */
const SESSIONS: readonly (readonly number[])[] = [
  [0, 11, 0, 0, 1, 1, 1, 7, 0, 5, 7, 0, 5, 2, 3, 1, 2, 3, 0, 2, 1, 0, 1, 1, 2, 0, 2, 7, 0, 3, 3, 3, 3, 1],
  [15, 3, 0, 0, 2, 0, 1, 3, 1, 7, 1, 5, 2, 0, 1, 1, 2, 0, 1, 2, 3, 1, 0, 0, 0],
  [0, 7, 7, 0, 1, 0, 0, 0, 0, 4, 3, 4, 2, 1, 0, 0, 255, 127, 255, 255],
  [0, 7, 0, 15, 1, 0, 0, 0, 0, 4, 3, 4],
  [0, 2, 0, 0, 1, 1, 1, 15, 1, 11, 3, 5, 2, 3, 1, 1, 1, 1, 2, 3, 1, 1, 1, 1, 2, 3, 2, 2, 2, 2],
  ...Array.from({ length: 9 }, (_, twist) => [0, 7, 0, 0, 0, 0, 0, 1, 0, 4, 3, 1, 1, 0, 0, twist, 1]),
];

/** Whole models, and one op of each kind. */
function programs(): ReadonlyMap<string, Program> {
  const models = [
    ['llama', { nLayer: 1, nHead: 2, nHeadKv: 1, headDim: 16, nFf: 32 }],
    ['llama-two-layers', { nLayer: 2, matrixType: 'F16', nHead: 2, nHeadKv: 2, headDim: 2, nFf: 3 }],
  ] as const;
  const ops = BASIC_KINDS.map((kind) => [kind, opProgram(opCase(kind))] as const);
  return new Map([
    ...models.map(([name, options]) => [name, programOf(writeGguf(tinyLlama(options)))] as const),
    ...ops,
  ]);
}

function programOf(bytes: Uint8Array): Program {
  const { file } = parseGguf(bufferSource(bytes));
  const program = file && buildProgram(file).program;
  if (!program) throw new Error('expected a tiny llama to have a Program');
  return program;
}

const WIDTH = 4;

const ATTRS: Pick<OpAttrs, BasicKind> = {
  embed: {},
  norm: { variant: 'rms', eps: 1e-5 },
  linear: {},
  add: {},
  glu: { activation: 'silu' },
  rope: { pairing: 'half', nHead: 2, headDim: 2, nRot: 2, freqBase: 10_000, freqScale: 1 },
  attention: { nHead: 2, nHeadKv: 1, headDim: 2, scale: 0.5, cache: 0 },
};

const INPUT_WIDTHS: Readonly<Record<BasicKind, readonly number[]>> = {
  embed: [],
  norm: [WIDTH],
  linear: [WIDTH],
  add: [WIDTH, WIDTH],
  glu: [WIDTH, WIDTH],
  rope: [WIDTH],
  attention: [WIDTH, 2, 2],
};

const WEIGHT_ROWS: Readonly<Partial<Record<BasicKind, readonly number[]>>> = { embed: [6], norm: [1], linear: [3] };

/** As far as its Program goes: one token, no data. */
function opCase(kind: BasicKind): OpCase {
  const weights = (WEIGHT_ROWS[kind] ?? []).map((rows): WeightData => ({
    type: 'F32',
    rows,
    cols: WIDTH,
    bytes: new Uint8Array(0),
  }));
  const inputs = INPUT_WIDTHS[kind].map((width) => new Float32Array(width));
  return { kind, attrs: ATTRS[kind], tokens: 1, past: 0, inputs, weights, seed: 0 } as unknown as OpCase;
}
