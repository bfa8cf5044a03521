/** Models of architectures that are outlined: what aborts llama.cpp, or what it refuses, beside the sound one. */
import { outlinedModel } from '../src/generate/outlined/outlinedModel.ts';
import { OUTLINED_MODELS } from '../src/generate/outlined/outlinedModels.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { writeGguf } from '../src/gguf/write.ts';
import { u32 } from './modelCases.ts';
import type { PairCase } from './pairCase.ts';

type Change = (model: GgufModel) => GgufModel;

const withKey =
  (key: string, value: ModelValue): Change =>
  (model) => ({ ...model, metadata: [...model.metadata.filter(([name]) => name !== key), [key, value]] });

const withTensor =
  (name: string, change: (tensor: ModelTensor) => readonly ModelTensor[]): Change =>
  (model) => ({ ...model, tensors: model.tensors.flatMap((t) => (t.name === name ? change(t) : [t])) });

const elements = ({ dims }: ModelTensor): number => dims.reduce<number>((a, b) => a * Number(b), 1);

const halved = (t: ModelTensor): readonly ModelTensor[] => [{ ...t, type: tensorType('F16'), data: new Uint8Array(2 * elements(t)) }];

/** The last id of a table of ids. */
const lastId =
  (id: bigint) =>
  (t: ModelTensor): readonly ModelTensor[] => {
    const data = Uint8Array.from(t.data as Uint8Array);
    const view = new DataView(data.buffer);
    if (t.type === tensorType('I32')) view.setInt32(data.length - 4, Number(id), true);
    else view.setBigInt64(data.length - 8, id, true);
    return [{ ...t, data }];
  };

/** A form, the rule that fires, and what was done to it. */
const CASES: readonly (readonly [form: string, rule: string, name: string, change: Change, comment: string])[] = [
  ['bert-pieces', 'model/tensor-shape', 'outlined positions', withKey('bert.context_length', u32(128)), 'a context longer than the table of positions: rows past its end'],
  ['bert-pieces', 'model/tensor-type', 'outlined token types', withTensor('token_types.weight', halved), 'added to the embedding as float32 alone'],
  ['bert-pieces', 'model/key-inconsistent', 'outlined heads', withKey('bert.attention.key_length', u32(16)), 'heads that are wider than their share of the embedding'],
  ['bert-pieces', 'model/tensor-missing', 'outlined', withTensor('blk.0.attn_output.weight', () => []), 'a matrix that every layer has'],
  ['eagle3-small', 'numbers/id-range', 'draft vocabulary', withTensor('d2t', lastId(258n)), 'a token that the vocabulary does not have: a row past the logits'],
  ['mamba-plain', 'model/key-inconsistent', 'outlined state', withKey('mamba.ssm.inner_size', u32(48)), 'a state of another width than twice the embedding'],
];

/** The sound model of form `name`. Throws RangeError where there is none. */
function sound(name: string): GgufModel {
  const form = OUTLINED_MODELS.find((each) => each.name === name);
  if (!form) throw new RangeError(`expected a form of an outlined architecture, found ${name}`);
  return outlinedModel(form);
}

export const OUTLINED_CASES: readonly PairCase[] = CASES.map(([form, rule, name, change, comment]) => {
  const good = sound(form);
  return { rule, severity: 'error', name, comment, bad: writeGguf(change(good)), good: writeGguf(good) };
});
