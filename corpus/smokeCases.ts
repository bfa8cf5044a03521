/** Models whose every number is everyday, and which do not answer in numbers; each beside one that does. */
import { NUMBER_RULES, type NumberRuleId } from '../src/checks/numbers/numberRules.ts';
import { tinyLlama } from '../src/generate/tinyLlama.ts';
import type { GgufModel, ModelTensor } from '../src/gguf/model.ts';
import { writeGguf } from '../src/gguf/write.ts';
import type { PairCase } from './pairCase.ts';

const IN_FLOATS = tinyLlama({ nLayer: 1, nFf: 32, matrixType: 'F32' });

type Change = (data: Float32Array) => void;

/** The small model in F32, with changes to the tensors of these names. */
export function changed(changes: Readonly<Record<string, Change>>, model: GgufModel = IN_FLOATS): GgufModel {
  return { ...model, tensors: model.tensors.map((tensor) => changedTensor(tensor, changes[tensor.name as string])) };
}

function changedTensor(tensor: ModelTensor, change: Change | undefined): ModelTensor {
  if (!change) return tensor;
  const data = new Float32Array((tensor.data as Uint8Array).slice().buffer);
  change(data);
  return { ...tensor, data: new Uint8Array(data.buffer) };
}

export const times =
  (factor: number): Change =>
  (data) => {
    for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * factor;
  };

/** The matrices of a layer in another type, of the same seed. */
const typed = (matrixType: string): GgufModel => tinyLlama({ nLayer: 1, nFf: 32, matrixType });

/** The named tensors of `model` in F32, as the small model has them, so that they can be changed. */
function withFloats(model: GgufModel, ...names: readonly string[]): GgufModel {
  const floats = new Map(IN_FLOATS.tensors.map((tensor) => [tensor.name, tensor]));
  const tensors = model.tensors.map((tensor) => (names.includes(tensor.name as string) ? (floats.get(tensor.name) as ModelTensor) : tensor));
  return { ...model, tensors };
}

/** As many tokens as one row of this, seen as F32, differ in the sign of a zero and in nothing else. */
const alike: Change = (data) => {
  data.forEach((_, i) => {
    data[i] = i % 32 === 0 ? (i % 64 === 0 ? 0 : -0) : 0.5;
  });
};

/** Q8_0 quants of zero behind scales that are not, no two of them the same. */
function withoutQuants(model: GgufModel, name: string): GgufModel {
  const empty = (tensor: ModelTensor): ModelTensor => {
    const data = (tensor.data as Uint8Array).slice();
    for (let at = 0; at < data.length; at++) {
      if (at % 34 >= 2) data[at] = 0;
      else if (at % 34 === 0) data[at] = (at / 34) & 0xff;
    }
    return { ...tensor, data };
  };
  return { ...model, tensors: model.tensors.map((tensor) => (tensor.name === name ? empty(tensor) : tensor)) };
}

/** Q8_0 blocks of which only the last byte is other than zero. */
function nearlyWithoutQuants(model: GgufModel, name: string): GgufModel {
  const { tensors, ...rest } = withoutQuants(model, name);
  const filled = (tensor: ModelTensor): ModelTensor => {
    const data = (tensor.data as Uint8Array).slice();
    for (let block = 0; block < data.length; block += 34) data[block + 2 + ((block / 34) % 32)] = 1 + (block % 5);
    return { ...tensor, data };
  };
  return { ...rest, tensors: tensors.map((tensor) => (tensor.name === name ? filled(tensor) : tensor)) };
}

const [GATE, UP, DOWN] = ['blk.0.ffn_gate.weight', 'blk.0.ffn_up.weight', 'blk.0.ffn_down.weight'] as const;

function pair(rule: NumberRuleId, name: string, comment: string, bad: GgufModel, good: GgufModel): PairCase {
  const severity = NUMBER_RULES.find(({ id }) => id === rule)?.severity ?? 'error';
  return { rule, severity, name, comment, bad: writeGguf(bad), good: writeGguf(good) };
}

export const gated = (factor: number): GgufModel => changed({ 'blk.0.ffn_norm.weight': times(factor), [GATE]: times(factor), [UP]: times(factor) });

const Q8 = withFloats(typed('Q8_0'), UP);

export const SMOKE_CASES: readonly PairCase[] = [
  pair('numbers/smoke-non-finite', 'gate', 'a gated layer whose product no norm can square', gated(5e4), gated(5)),
  pair(
    'numbers/smoke-half-overflow',
    'keys',
    'keys that a cache of 16-bit floats holds as infinity',
    changed({ 'blk.0.attn_k.weight': times(6e4), 'blk.0.attn_norm.weight': times(50) }),
    changed({ 'blk.0.attn_k.weight': times(60), 'blk.0.attn_norm.weight': times(50) }),
  ),
  pair(
    'numbers/smoke-half-overflow',
    'values',
    'values that a cache of 16-bit floats holds as infinity',
    changed({ 'blk.0.attn_v.weight': times(6e4), 'blk.0.attn_norm.weight': times(50) }),
    changed({ 'blk.0.attn_v.weight': times(6), 'blk.0.attn_norm.weight': times(50) }),
  ),
  pair(
    'numbers/smoke-half-overflow',
    'F16 weight',
    'an activation that is infinite where F16 weights are multiplied',
    changed({ [UP]: times(6e4), 'blk.0.ffn_norm.weight': times(30) }, withFloats(typed('F16'), UP)),
    changed({ [UP]: times(60), 'blk.0.ffn_norm.weight': times(3) }, withFloats(typed('F16'), UP)),
  ),
  pair(
    'numbers/smoke-half-overflow',
    'Q8_0 weight',
    'an activation whose block has an infinite scale where Q8_0 weights are multiplied',
    changed({ [UP]: times(6e4), 'blk.0.ffn_norm.weight': times(3000) }, Q8),
    changed({ [UP]: times(60), 'blk.0.ffn_norm.weight': times(3) }, Q8),
  ),
  pair('numbers/smoke-same-logits', 'alike', 'tokens that differ in the sign of a zero', changed({ 'token_embd.weight': alike }), IN_FLOATS),
  pair(
    'numbers/all-zero',
    'quants',
    'quants of zero behind scales of all sizes',
    withoutQuants(typed('Q8_0'), DOWN),
    nearlyWithoutQuants(typed('Q8_0'), DOWN),
  ),
];

