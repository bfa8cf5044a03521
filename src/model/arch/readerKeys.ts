/**
 * Keys that llama.cpp reads under an architecture's prefix beyond the standard ones, each with the one type that it takes: any other
 * makes it refuse the file. They are checked in every file; what they are worth is for the architecture's relations to say.
 */
import { getArray, type Metadata } from '../../gguf/metadata.ts';
import type { Findings } from '../../core/findings.ts';
import { getU32, reportKey } from './keys.ts';
import { MAX_LAYERS } from './limits.ts';

type Type = 'u32' | 'f32' | 'bool' | 'string';

const NAMES: Readonly<Record<Type, readonly string[]>> = {
  u32: [
    'embedding_length_out',
    'embedding_length_per_layer_input',
    'features_length',
    'adapters.count',
    'adapters.lora_rank',
    'attn_res.block_size',
    'expert_latent_length',
    'moe_latent_size',
    'n_deepstack_layers',
    'decoder_block_count',
    'classifier.pooling_type',
    'dense_2_feat_in',
    'dense_2_feat_out',
    'dense_3_feat_in',
    'dense_3_feat_out',
    'rescale_every_n_layers',
    'time_mix_extra_dim',
    'time_decay_extra_dim',
    'token_shift_count',
    'full_attention_interval',
    'attention.group_norm_groups',
    'attention.decay_lora_rank',
    'attention.iclr_lora_rank',
    'attention.value_residual_mix_lora_rank',
    'attention.gate_lora_rank',
    'attention.relative_buckets_count',
    'attention.shared_kv_layers',
    'attention.temperature_length',
    'attention.key_length_mla_swa',
    'attention.value_length_mla_swa',
    'attention.kv_lora_rank_swa',
    'attention.indexer.head_count',
    'attention.indexer.key_length',
    'attention.indexer.top_k',
    'attention.indexer.block_size',
    'attention.indexer.local_blocks',
    'attention.indexer.kpool',
    'attention.output_group_count',
    'attention.output_lora_rank',
    'hyper_connection.count',
    'hyper_connection.sinkhorn_iterations',
    'hyper_connection.low_rank',
    'ple.ngram_size',
    'ple.heads_per_ngram',
    'ple.conv_kernel',
    'ple.eos_token_id',
    'ple.image_token_id',
    'hash_layer_count',
    'ssm.conv_kernel',
    'ssm.inner_size',
    'ssm.state_size',
    'ssm.time_step_rank',
    'ssm.group_count',
    'kda.head_dim',
    'wkv.head_size',
    'posnet.embedding_length',
    'posnet.block_count',
    'convnext.embedding_length',
    'convnext.block_count',
    'block_size',
    'conv_kernel_size',
    'conv_group_size',
    'selector_rank',
    'selector_top_k',
    'target_hidden_size',
  ],
  f32: [
    'adapters.router_gain',
    'activation.situ_beta',
    'activation.situ_linear_beta',
    'attention.compress_rope_freq_base',
    'hyper_connection.epsilon',
    'hyper_connection.magnitude',
    'rope.scaling.alpha',
    'kda.gate_lower_bound',
  ],
  bool: [
    'swin_norm',
    'skip_loop_final_norm',
    'attention.indexer.kpool_select_tail',
    'ssm.dt_b_c_rms',
    'kda.safe_gate',
    'norm_before_residual',
    'norm_before_fc',
  ],
  string: ['hidden_activation'],
};

/** Counts that one architecture alone reads; in files of others the same key may have any type. */
const OWN_COUNTS: Readonly<Record<string, readonly string[]>> = { t5: ['decoder_start_token_id'] };

const IDS: readonly string[] = ['u32', 'i32'];
const LAYERS: readonly string[] = [...IDS, 'bool'];

/** Arrays, and the types that their elements may have. */
const ARRAYS: Readonly<Record<string, readonly string[]>> = {
  'classifier.output_labels': ['string'],
  'adapters.token_ids_activate': IDS,
  'adapters.token_ids_substitute': IDS,
  target_layers: IDS,
  'attention.compress_ratios': LAYERS,
  'attention.indexer.types': LAYERS,
  deepstack_mapping: LAYERS,
  'ple.layers': IDS,
  'ple.layer_multipliers': ['u64'],
  'ple.head_offsets': ['u64'],
  'ple.head_vocab_sizes': ['u64'],
};

/** Names of keys whose values are arrays. */
export const ARRAY_NAMES: readonly string[] = Object.keys(ARRAYS);

/** Reports what has another type, a factor that is out of all bounds, and more elements than there can be layers. */
export function checkReaderKeys(metadata: Metadata, prefix: string, findings: Findings): void {
  for (const [type, names] of Object.entries(NAMES))
    for (const name of names) checkType(metadata, `${prefix}.${name}`, type, findings);
  for (const name of OWN_COUNTS[prefix] ?? []) checkType(metadata, `${prefix}.${name}`, 'u32', findings);
  for (const [name, types] of Object.entries(ARRAYS)) checkElements(metadata, `${prefix}.${name}`, types, findings);
  checkDeepstack(metadata, prefix, findings);
}

/** What is added behind a layer is as long as all tokens; behind the last one only those are left whose logits are asked for. */
function checkDeepstack(metadata: Metadata, prefix: string, findings: Findings): void {
  const key = `${prefix}.n_deepstack_layers`;
  const [layers, all] = [getU32(metadata, key), getU32(metadata, `${prefix}.block_count`)];
  if (layers === undefined || all === undefined || layers < all) return;
  const message = `expected fewer than the ${String(all)} blocks, found ${String(layers)}`;
  reportKey(findings, 'model/key-inconsistent', key, message);
}

function checkElements(metadata: Metadata, key: string, types: readonly string[], findings: Findings): void {
  const array = getArray(metadata, key);
  if (!array) return;
  if (!types.includes(array.elementType)) {
    const message = `expected an array of ${types.join(' or ')}, found one of ${array.elementType}`;
    reportKey(findings, 'model/key-type', key, message);
  } else if (types === LAYERS && array.length > MAX_LAYERS) {
    const message = `expected at most ${String(MAX_LAYERS)} values, one for each layer, found ${String(array.length)}`;
    reportKey(findings, 'model/array-length', key, message);
  }
}

function checkType(metadata: Metadata, key: string, type: string, findings: Findings): void {
  const found = metadata.get(key);
  if (found === undefined) return;
  if (found.type !== type) {
    reportKey(findings, 'model/key-type', key, `expected a value of type ${type}, found one of ${found.type}`);
  } else if (found.type === 'f32' && !isFactor(key, found.value)) {
    const most = key.endsWith(LOWER_BOUND) ? 0 : MOST;
    const message = `expected a number of at most ${String(most)}, found ${String(found.value)}`;
    reportKey(findings, 'model/key-not-finite', key, message);
  }
}

/** Of a factor, an exponent or a base: published models have at most 10 million, and products of larger ones are infinite. */
const MOST = 1e9;
/** What decays is multiplied by it: over 0 it grows without end. Minus infinity says that there is none. */
const LOWER_BOUND = '_lower_bound';

function isFactor(key: string, value: number): boolean {
  return key.endsWith(LOWER_BOUND) ? value <= 0 : Math.abs(value) <= MOST;
}
