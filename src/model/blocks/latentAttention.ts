/**
 * Multi-head latent attention (DeepSeek-AI, "DeepSeek-V2", 2024, section 2.1), in the absorbed form: what is cached is the latent
 * of keys and values and the one rotated key that all heads share. Each head's query goes through its own key projection
 * into the latent, attends there as if there were one key-value head, and comes back through its own value projection.
 */
import type { Hyper } from '../arch/hyper.ts';
import type { ValueId } from '../program.ts';
import type { Forward } from './forward.ts';

export interface LatentOptions {
  readonly pairing: 'adjacent' | 'half';
  readonly scale: number;
  readonly eps: number;
}

interface Latent {
  readonly nHead: number;
  readonly rank: number;
  /** Elements of a head that are rotated, and those that are not. */
  readonly nRope: number;
  readonly nPlain: number;
}

export function latentAttention(f: Forward, h: Hyper, i: number, x: ValueId, options: LatentOptions): ValueId {
  const nHead = h.nHead[i] ?? 0;
  const latent = { nHead, rank: h.keys.kvLoraRank ?? 0, nRope: h.nRot, nPlain: (h.keys.headDimMla ?? 0) - h.nRot };
  const { key, value } = cachedLatent(f, h, x, latent, options);
  const q = latentQuery(f, h, x, latent, options);
  const headDim = latent.rank + latent.nRope;
  const attended = f.op({
    kind: 'attention',
    name: 'attn',
    inputs: [q, key, value],
    attrs: {
      nHead,
      nHeadKv: 1,
      headDim,
      valueDim: latent.rank,
      scale: options.scale,
      cache: f.cache(i, 1, headDim, latent.rank),
    },
  });
  const heads = headLinear(f, attended, 'attn_v_b', nHead, h.keys.valueDimMla ?? 0);
  return f.linear(heads, 'attn_output', h.nEmbd);
}

/** What is cached: key = latent and rotated part, value = latent. */
function cachedLatent(
  f: Forward,
  h: Hyper,
  x: ValueId,
  { rank, nRope }: Latent,
  { pairing, eps }: LatentOptions,
): { readonly key: ValueId; readonly value: ValueId } {
  const both = f.linear(x, 'attn_kv_a_mqa', rank + nRope);
  const rotated = rope(f, h, f.columns(both, rank, nRope, 'attn_k_pe'), 'rope_k', 1, pairing);
  const value = f.norm(f.columns(both, 0, rank, 'attn_kv_a'), 'attn_kv_a_norm', { variant: 'rms', eps });
  return { key: f.op({ kind: 'concat', name: 'attn_k', inputs: [value, rotated], attrs: { groups: 1 } }), value };
}

/** Each head's query in the latent, beside its rotated part. */
function latentQuery(f: Forward, h: Hyper, x: ValueId, latent: Latent, { pairing, eps }: LatentOptions): ValueId {
  const { nHead, rank, nRope, nPlain } = latent;
  const nQ = nHead * (nPlain + nRope);
  const full = projectedQuery(f, h, x, nQ, eps);
  const part = (name: string, from: number, width: number): ValueId =>
    f.op({ kind: 'slice', name, inputs: [full], attrs: { groups: nHead, from, width } });
  const plain = headLinear(f, part('attn_q_nope', 0, nPlain), 'attn_k_b', nHead, rank);
  const rotated = rope(f, h, part('attn_q_pe', nPlain, nRope), 'rope_q', nHead, pairing);
  return f.op({ kind: 'concat', name: 'attn_q_latent', inputs: [plain, rotated], attrs: { groups: nHead } });
}

/** All heads' queries, through a latent of their own where the file tells its rank. */
export function projectedQuery(f: Forward, { keys }: Hyper, x: ValueId, nQ: number, eps: number): ValueId {
  const rank = keys.qLoraRank;
  if (rank === null) return f.linear(x, 'attn_q', nQ);
  const low = f.norm(f.linear(x, 'attn_q_a', rank), 'attn_q_a_norm', { variant: 'rms', eps });
  return f.linear(low, 'attn_q_b', nQ);
}

function headLinear(f: Forward, x: ValueId, name: string, nHead: number, rows: number): ValueId {
  const weight = f.matrix(`${name}.weight`, [nHead, rows, f.width(x) / nHead]);
  return f.op({ kind: 'head_linear', name, inputs: [x], weights: [weight], attrs: { nHead } });
}

function rope(
  f: Forward,
  h: Hyper,
  x: ValueId,
  name: string,
  nHead: number,
  pairing: LatentOptions['pairing'],
): ValueId {
  const { base: freqBase, scale: freqScale, ...stretch } = h.rope;
  const attrs = { pairing, nHead, headDim: h.nRot, nRot: h.nRot, freqBase, freqScale, ...stretch };
  return f.op({ kind: 'rope', name, inputs: [x], attrs });
}
