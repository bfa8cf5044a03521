import type { OutlinedKeys } from './outlinedModel.ts';
import { f32, RMS, TINY, u32 } from './values.ts';

const LAYER = { 'attention.layer_norm_epsilon': f32(1e-5) };
const sizes = { ...TINY, 'attention.head_count': u32(0), 'wkv.head_size': u32(8) };
const finch = { ...sizes, time_mix_extra_dim: u32(8), time_decay_extra_dim: u32(16) };
const goose = {
  ...sizes,
  embedding_length: u32(128),
  'wkv.head_size': u32(64),
  'attention.decay_lora_rank': u32(8),
  'attention.iclr_lora_rank': u32(8),
  'attention.value_residual_mix_lora_rank': u32(4),
};
const gate = { 'attention.gate_lora_rank': u32(16) };
const one = { token_shift_count: u32(1) };

const inBoth = (name: string): readonly string[] => [0, 1].map((i) => `blk.${String(i)}.${name}`);

export const rwkvForms: readonly OutlinedKeys[] = [
  { name: 'rwkv6-apart', architecture: 'rwkv6', keys: { ...finch, ...LAYER, rescale_every_n_layers: u32(1) } },
  {
    name: 'rwkv6-fused',
    architecture: 'rwkv6',
    keys: { ...finch, ...LAYER },
    optional: inBoth('time_mix_lerp_fused.weight'),
  },
  { name: 'rwkv6qwen2-whole', architecture: 'rwkv6qwen2', keys: { ...finch, ...RMS, ...one } },
  {
    name: 'rwkv6qwen2-grouped',
    architecture: 'rwkv6qwen2',
    keys: { ...finch, ...RMS, ...one, 'attention.head_count_kv': u32(2) },
    optional: ['output_norm.bias', ...['key', 'value', 'receptance'].flatMap((of) => inBoth(`time_mix_${of}.bias`))],
  },
  { name: 'rwkv7-gated', architecture: 'rwkv7', keys: { ...goose, ...gate, ...LAYER } },
  {
    name: 'arwkv7-gated',
    architecture: 'arwkv7',
    keys: { ...goose, ...gate, ...RMS, ...one },
    optional: ['time_mix_g1.weight', 'time_mix_g2.weight', 'time_mix_ln.weight', 'time_mix_ln.bias'].flatMap(inBoth),
  },
  { name: 'arwkv7-plain', architecture: 'arwkv7', keys: { ...goose, ...RMS, ...one } },
];
