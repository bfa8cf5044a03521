/** Small files that every rule of the gate has something to look at in: templates, and the kinds of files beside models. */
import type { GgufModel, ModelTensor, ModelValue } from '../../src/gguf/model.ts';
import { tensorType } from '../../src/gguf/tensorTypes.ts';
import { writeGguf } from '../../src/gguf/write.ts';

type Pair = readonly [key: string, value: ModelValue];

const text = (value: string): ModelValue => ({ type: 'string', value });
const u32 = (value: number): ModelValue => ({ type: 'u32', value });
const architecture = (name: string): Pair => ['general.architecture', text(name)];

/** Every construct that a rule on templates looks for, harmless as it stands. */
const TEMPLATE = `{% macro show(x) %}{% if x is mapping %}{{ show(x.items()) }}{% else %}{{ x | string }}{% endif %}{% endmacro %}
{%- set ns = namespace(last='') %}{% for m in messages %}{% set c = m['content'] | trim %}
{%- if '</think>' in c %}{% set c = c.split('</think>')[-1] %}{% endif %}
{%- if m.role == 'user' and loop.index0 < 2 %}<|user|>{{ c ~ '\\n' }}{% else %}{{ '<|' + m.role + '|>' }}{{ show(c) }}{% endif %}
{%- for i in range(3) %}{{ ['a', 'b'] | join('-') }}{{ 'x' * 2 }}{% endfor %}{% set ns.last = c %}{% endfor %}
{%- if add_generation_prompt %}{{ strftime_now('%Y') }}{{ "\\u2022" }}{% endif %}`;

export function checkSeeds(): ReadonlyMap<string, Uint8Array> {
  const seeds = new Map<string, Uint8Array>();
  const add = (name: string, metadata: readonly Pair[], tensors: GgufModel['tensors'] = []): void =>
    void seeds.set(`${name}.gguf`, writeGguf({ metadata, tensors }));
  add('template', [architecture('x'), ['tokenizer.chat_template', text(TEMPLATE)]]);
  add('variants', [
    architecture('x'),
    ['tokenizer.chat_template', text('{{ messages[0].content }}')],
    ['tokenizer.chat_template.tool_use', text("{{ messages[0]['content'] }}")],
    ['tokenizer.chat_templates', { type: 'array', elementType: 'string', elements: ['tool_use'] }],
  ]);
  add('adapter', adapter(), [zeros('w.lora_a', 4, 2), zeros('w.lora_b', 2, 4)]);
  add('control-vector', [architecture('controlvector')], [zeros('direction.1', 4), zeros('direction.2', 4)]);
  add('projector', projector(), [zeros('mm.0.weight', 4)]);
  add('shard', [
    architecture('x'),
    ['split.no', { type: 'u16', value: 0 }],
    ['split.count', { type: 'u16', value: 2 }],
  ]);
  return seeds;
}

function adapter(): readonly Pair[] {
  const alpha: ModelValue = { type: 'f32', value: 16 };
  const kind: readonly Pair[] = [
    ['general.type', text('adapter')],
    ['adapter.type', text('lora')],
  ];
  return [architecture('llama'), ...kind, ['adapter.lora.alpha', alpha]];
}

function projector(): readonly Pair[] {
  const numbers = { image_size: 28, patch_size: 14, embedding_length: 8, feed_forward_length: 16, block_count: 1 };
  const vision = Object.entries(numbers).map(([key, value]): Pair => [`clip.vision.${key}`, u32(value)]);
  return [architecture('clip'), ['clip.has_vision_encoder', { type: 'bool', value: true }], ...vision];
}

function zeros(name: string, ...dims: readonly number[]): ModelTensor {
  const elements = dims.reduce((a, b) => a * b, 1);
  return { name, dims, type: tensorType('F32'), data: new Uint8Array(4 * elements) };
}
