/**
 * Multi-head latent attention (DeepSeek-AI, "DeepSeek-V2", 2024, section 2.1) as the paper writes it: each head's key and value are taken out of
 * the latent by one projection, `attn_kv_b`, and cached; the one rotated key is repeated for every head. latentAttention.ts has the
 * absorbed form of the same.
 */
import type { Hyper } from '../arch/hyper.ts';
import type { ValueId, WeightRef } from '../program.ts';
import { present, type Forward } from './forward.ts';
import { projectedQuery, type LatentOptions } from './latentAttention.ts';

export interface ExpandedOptions extends LatentOptions {
  readonly factors?: WeightRef | undefined;
}

/** Attention of layer `i` over x (tokens, nEmbd), heads of headDim, the last nRot of them rotated. */
export function expandedLatentAttention(
  f: Forward,
  h: Hyper,
  i: number,
  x: ValueId,
  options: ExpandedOptions,
): ValueId {
  const { headDim, valueDim } = h;
  const nHead = h.nHead[i] ?? 0;
  const q = queries(f, h, x, nHead, options);
  const { k, v } = keysAndValues(f, h, x, nHead, options);
  const attended = f.op({
    kind: 'attention',
    name: 'attn',
    inputs: [q, k, v],
    attrs: {
      nHead,
      nHeadKv: nHead,
      headDim,
      scale: options.scale,
      cache: f.cache(i, nHead, headDim, valueDim),
      ...(valueDim !== headDim && { valueDim }),
    },
  });
  return f.linear(attended, 'attn_output', h.nEmbd);
}

function queries(f: Forward, h: Hyper, x: ValueId, nHead: number, options: ExpandedOptions): ValueId {
  const { headDim, nRot } = h;
  const full = projectedQuery(f, h, x, nHead * headDim, options.eps);
  if (nRot === headDim) return rotated(f, h, full, 'rope_q', nHead, options);
  const plain = part(f, full, 'attn_q_nope', nHead, 0, headDim - nRot);
  const turned = rotated(f, h, part(f, full, 'attn_q_pe', nHead, headDim - nRot, nRot), 'rope_q', nHead, options);
  return f.op({ kind: 'concat', name: 'attn_q', inputs: [plain, turned], attrs: { groups: nHead } });
}

function keysAndValues(
  f: Forward,
  h: Hyper,
  x: ValueId,
  nHead: number,
  options: ExpandedOptions,
): { readonly k: ValueId; readonly v: ValueId } {
  const { headDim, valueDim, nRot } = h;
  const rank = h.keys.kvLoraRank ?? 0;
  const nPlain = headDim - nRot;
  const both = f.linear(x, 'attn_kv_a_mqa', rank + nRot);
  const latent = f.norm(f.columns(both, 0, rank, 'attn_kv_a'), 'attn_kv_a_norm', { variant: 'rms', eps: options.eps });
  const kv = f.linear(latent, 'attn_kv_b', nHead * (nPlain + valueDim));
  const turned = rotated(f, h, f.columns(both, rank, nRot, 'attn_k_pe'), 'rope_k', 1, options);
  const repeated = repeat(f, turned, nHead);
  if (nPlain === 0) return { k: repeated, v: kv };
  const plain = part(f, kv, 'attn_k_nope', nHead, 0, nPlain);
  const k = f.op({ kind: 'concat', name: 'attn_k', inputs: [plain, repeated], attrs: { groups: nHead } });
  return { k, v: part(f, kv, 'attn_v', nHead, nPlain, valueDim) };
}

function part(f: Forward, x: ValueId, name: string, groups: number, from: number, width: number): ValueId {
  return f.op({ kind: 'slice', name, inputs: [x], attrs: { groups, from, width } });
}

/** x, n times, by doubling. */
function repeat(f: Forward, x: ValueId, n: number): ValueId {
  if (n === 1) return x;
  const join = (a: ValueId, b: ValueId, times: number): ValueId =>
    f.op({ kind: 'concat', name: `attn_k_pe_x${String(times)}`, inputs: [a, b], attrs: { groups: 1 } });
  const half = Math.floor(n / 2);
  const once = repeat(f, x, half);
  const twice = join(once, once, 2 * half);
  return n % 2 === 0 ? twice : join(twice, x, n);
}

function rotated(
  f: Forward,
  h: Hyper,
  x: ValueId,
  name: string,
  nHead: number,
  { pairing, factors }: ExpandedOptions,
): ValueId {
  const { base: freqBase, scale: freqScale, ...stretch } = h.rope;
  const attrs = { pairing, nHead, headDim: h.nRot, nRot: h.nRot, freqBase, freqScale, ...stretch };
  return f.op({ kind: 'rope', name, inputs: [x], weights: present(factors), attrs });
}
