/**
 * Files with a defect that readers stop at, and another one behind it: both must be found. `rule` is of the one behind. And files that
 * were cut, or made by a program with types of its own.
 */
import type { Severity } from '../src/core/finding.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { writeGguf } from '../src/gguf/write.ts';
import { patched, text, valueOffset } from './ggufBytes.ts';
import { SOUND, SOUND_MODEL, u32 } from './modelCases.ts';
import type { PairCase } from './pairCase.ts';

type Pairs = GgufModel['metadata'];

/** What stands in front: the rule that tells it, and how it is put into a model. */
interface Obstacle {
  readonly rule: string;
  readonly name: string;
  readonly put: (model: GgufModel) => Uint8Array;
}

/** The defect behind it. */
interface Defect {
  readonly rule: string;
  readonly name: string;
  readonly severity: Severity;
  readonly put: (model: GgufModel) => GgufModel;
}

/** Where nothing looks for it: its name is no tensor's of the model. */
const spare = (changes: Partial<ModelTensor> = {}): ModelTensor => ({ name: 'spare', dims: [32], type: tensorType('F32'), data: new Uint8Array(128).fill(0x3f), ...changes });

const first = (model: GgufModel, ...tensors: readonly ModelTensor[]): Uint8Array => writeGguf({ ...model, tensors: [...tensors, ...model.tensors] });

function set(metadata: Pairs, key: string, value: ModelValue): Pairs {
  return [...metadata.filter(([name]) => name !== key), [key, value]];
}

function badBool(model: GgufModel): Uint8Array {
  const bytes = writeGguf({ ...model, metadata: [['x.flag', { type: 'bool', value: true }], ...model.metadata] });
  return patched(bytes, valueOffset(bytes, 'x.flag'), [2]);
}

const OBSTACLES: readonly Obstacle[] = [
  { rule: 'gguf/bad-dimension-count', name: 'five dimensions', put: (model) => first(model, spare({ dims: [8, 2, 2, 1, 1] })) },
  { rule: 'gguf/bad-dimension-count', name: 'no dimensions', put: (model) => first(model, spare({ dims: [] })) },
  { rule: 'gguf/tensor-name-too-long', name: 'a long name', put: (model) => first(model, spare({ name: 'n'.repeat(64) })) },
  { rule: 'gguf/bool-byte', name: 'a bool of 2', put: badBool },
  { rule: 'gguf/unknown-tensor-type', name: 'an unknown type', put: (model) => first(model, spare({ type: 99_999 })) },
  { rule: 'gguf/removed-tensor-type', name: 'a removed type', put: (model) => first(model, spare({ type: 4 })) },
  { rule: 'gguf/duplicate-tensor', name: 'a tensor twice', put: (model) => first(model, spare(), spare()) },
  { rule: 'gguf/zero-dimension', name: 'no elements', put: (model) => first(model, spare({ dims: [0, 4] })) },
  { rule: 'gguf/partial-block', name: 'half a block', put: (model) => first(model, spare({ type: tensorType('Q8_0'), dims: [33] })) },
  { rule: 'gguf/duplicate-key', name: 'a key twice', put: (model) => writeGguf({ ...model, metadata: [...model.metadata.slice(0, 1), ...model.metadata] }) },
];

/** The last tensor of the model with a NaN as its first number. */
function nanWeight(model: GgufModel): GgufModel {
  const last = model.tensors.at(-1);
  if (!last || !(last.data instanceof Uint8Array)) throw new RangeError('expected a tensor whose data is in memory');
  return { ...model, tensors: [...model.tensors.slice(0, -1), { ...last, type: tensorType('F32'), data: Uint8Array.of(0, 0, 0xc0, 0x7f, ...last.data.subarray(4)) }] };
}

const withKey = (key: string, value: ModelValue) => (model: GgufModel): GgufModel => ({ ...model, metadata: set(model.metadata, key, value) });

const DEFECTS: readonly Defect[] = [
  { rule: 'numbers/nan-value', name: 'NaN', severity: 'error', put: nanWeight },
  { rule: 'template/attribute-walk', name: 'a template', severity: 'error', put: withKey('tokenizer.chat_template', text("{{ ''.__class__ }}")) },
  { rule: 'text/special-id', name: 'a special id', severity: 'error', put: withKey('tokenizer.ggml.bos_token_id', u32(100_000)) },
  { rule: 'model/key-range', name: 'a key of 0', severity: 'error', put: withKey('llama.attention.head_count', u32(0)) },
];

/** Both rules fire on `bad`. */
export interface ReadOnCase extends PairCase {
  readonly before: string;
}

export const READ_ON_CASES: readonly ReadOnCase[] = OBSTACLES.flatMap((obstacle) =>
  DEFECTS.map((defect) => ({
    before: obstacle.rule,
    rule: defect.rule,
    severity: defect.severity,
    name: `${defect.name} behind ${obstacle.name}`,
    comment: `a reader that stops at ${obstacle.rule} never sees it`,
    bad: obstacle.put(defect.put(SOUND)),
    good: SOUND_MODEL,
  })),
);

/** Those that are written as files: each defect, and each of what is in front of one. */
export const READ_ON_FILES: readonly ReadOnCase[] = READ_ON_CASES.filter((_, i) => i % DEFECTS.length === Math.floor(i / DEFECTS.length) % DEFECTS.length);

const data = (bytes: Uint8Array, part: number): number => {
  const at = SOUND.tensors.reduce((sum, { data: { length } }) => sum + Math.ceil(length / 32) * 32, 0);
  return bytes.length - at + part;
};

const [FIRST] = SOUND.tensors;

/** Where a download stopped. */
const CUT: readonly PairCase[] = [
  {
    rule: 'gguf/tensor-data-truncated',
    severity: 'error',
    name: 'in the second of many tensors',
    comment: 'one interrupted download is one finding, however many tensors were still to come',
    bad: SOUND_MODEL.slice(0, data(SOUND_MODEL, Math.ceil((FIRST?.data.length ?? 0) / 32) * 32 + 16)),
    good: SOUND_MODEL,
  },
  {
    rule: 'gguf/truncated',
    severity: 'error',
    name: 'in the tensor table',
    comment: 'the keys are all there, and are judged',
    bad: SOUND_MODEL.slice(0, Buffer.from(SOUND_MODEL).lastIndexOf('output_norm.weight') + 20),
    good: SOUND_MODEL,
  },
  {
    rule: 'gguf/length-beyond-file',
    severity: 'error',
    name: 'in the tokens',
    comment: 'the keys before them are there, and are judged',
    bad: SOUND_MODEL.slice(0, valueOffset(SOUND_MODEL, 'tokenizer.ggml.tokens') + 100),
    good: SOUND_MODEL,
  },
];

const typed = (id: number, rule: string, name: string, comment: string): PairCase => ({
  rule,
  severity: 'error',
  name,
  comment,
  bad: writeGguf({ ...SOUND, tensors: SOUND.tensors.map((tensor, i) => (i === 0 ? { ...tensor, type: id } : tensor)) }),
  good: SOUND_MODEL,
});

const FOREIGN: readonly PairCase[] = [
  typed(139, 'gguf/unknown-tensor-type', 'iq4_k of ik_llama.cpp', 'a type that only the program that wrote it reads'),
  typed(36, 'gguf/removed-tensor-type', 'i2_s of bitnet.cpp', 'an id that llama.cpp gave to something else before'),
  typed(4, 'gguf/removed-tensor-type', 'mxfp4 of an old ollama', 'llama.cpp has the same type under another id'),
];

export const CUT_AND_FOREIGN_CASES: readonly PairCase[] = [...CUT, ...FOREIGN];
