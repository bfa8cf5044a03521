/** Grouped-query attention with rotary positions, and what families add to it. */
import type { Hyper } from '../arch/hyper.ts';
import type { RopeScaling } from '../arch/ropeScaling.ts';
import type { Activation } from '../ops/activation.ts';
import type { ValueId, WeightRef } from '../program.ts';
import { present, type Forward, type NormOptions, type Presence } from './forward.ts';

export interface AttentionOptions {
  /** Null: positions come in some other way, or not at all. */
  readonly pairing: 'adjacent' | 'half' | null;
  readonly bias?: Presence;
  readonly outputBias?: Presence;
  /** Normalises queries and keys before they are turned; `after`, when they have been. */
  readonly qkNorm?: QkNorm;
  readonly factors?: WeightRef | undefined;
  readonly rope?: RopeScaling;
  readonly scale?: number | null;
  readonly window?: number | null;
  readonly chunk?: number | null;
  /** False: every token attends to every other, all of them in one step. */
  readonly causal?: boolean;
  /** What is done to queries last. */
  readonly query?: (q: ValueId) => ValueId;
  readonly softcap?: number | null;
  readonly alibi?: number | null;
  readonly sinks?: boolean;
  /** What is attended is multiplied by an activation of `attn_gate` of the input, `true` for a sigmoid for each element (Qiu et al., 2025). */
  readonly gated?: boolean | GateOptions;
  /** Greatest magnitude of queries, keys and values. */
  readonly clamp?: number | null;
}

interface GateOptions {
  readonly activation: Activation;
  /** One gate for each head, or for each element of it. */
  readonly each: 'head' | 'element';
}

/** `ownGains`: not one gain for all heads but one for each, (heads, headDim). */
type QkNorm = NormOptions & { readonly each: 'head' | 'row'; readonly after?: boolean; readonly ownGains?: boolean };

const SIGMOID_GATE: GateOptions = { activation: 'sigmoid', each: 'element' };

/** Attention of layer `i` over x (tokens, nEmbd), output projection included. */
export function attention(f: Forward, h: Hyper, i: number, x: ValueId, options: AttentionOptions): ValueId {
  const attended = attend(f, h, i, projections(f, h, i, x, options), options);
  const mixed = options.gated ? behindGate(f, x, attended, h.nHead[i] ?? 0, options.gated) : attended;
  return f.linear(mixed, 'attn_output', h.nEmbd, options.outputBias);
}

function behindGate(f: Forward, x: ValueId, attended: ValueId, nHead: number, gated: true | GateOptions): ValueId {
  const { activation, each } = gated === true ? SIGMOID_GATE : gated;
  const scores = f.linear(x, 'attn_gate', each === 'head' ? nHead : f.width(attended));
  const attrs = { activation };
  const gate = f.op({ kind: 'activation', name: 'attn_gate_act', inputs: [scores], attrs });
  return f.op({ kind: 'mul', name: 'attn_gated', inputs: [attended, gate], attrs: {} });
}

interface Qkv {
  readonly q: () => ValueId;
  readonly k: () => ValueId;
  readonly v: () => ValueId;
}

/** Queries, keys and values, from one fused projection where the file has that, else from three. Each is added when asked for. */
function projections(f: Forward, h: Hyper, i: number, x: ValueId, { bias, clamp = null }: AttentionOptions): Qkv {
  const [nQ, nK, nV] = projectionWidths(h, i);
  const clamped = (y: ValueId, name: string): ValueId =>
    clamp === null ? y : f.op({ kind: 'clamp', name: `${name}_clamp`, inputs: [y], attrs: { limit: clamp } });
  if (!f.has('attn_qkv.weight')) {
    const one = (name: string, n: number) => () => clamped(f.linear(x, name, n, bias), name);
    return { q: one('attn_q', nQ), k: one('attn_k', nK), v: one('attn_v', nV) };
  }
  const fused = clamped(f.linear(x, 'attn_qkv', nQ + nK + nV, bias), 'attn_qkv');
  const part = (name: string, from: number, n: number) => () => f.columns(fused, from, n, name);
  return { q: part('attn_q', 0, nQ), k: part('attn_k', nQ, nK), v: part('attn_v', nQ + nK, nV) };
}

function projectionWidths({ nHead, nHeadKv, headDim, valueDim }: Hyper, i: number): readonly [number, number, number] {
  const [heads = 0, kv = 0] = [nHead[i], nHeadKv[i]];
  return [heads * headDim, kv * headDim, kv * valueDim];
}

function attend(f: Forward, h: Hyper, i: number, qkv: Qkv, options: AttentionOptions): ValueId {
  const { headDim, valueDim } = h;
  const [nHead = 0, nHeadKv = 0] = [h.nHead[i], h.nHeadKv[i]];
  const query = options.query ?? ((y: ValueId) => y);
  const q = query(positioned(f, h, qkv.q(), 'q', nHead, options));
  const k = positioned(f, h, qkv.k(), 'k', nHeadKv, options);
  const v = qkv.v();
  const { scale, window = null, chunk = null, causal = true, softcap = null, alibi = null, sinks = false } = options;
  return f.op({
    kind: 'attention',
    name: 'attn',
    inputs: [q, k, v],
    weights: present(sinks ? f.vector('attn_sinks.weight', nHead) : undefined),
    attrs: {
      nHead,
      nHeadKv,
      headDim,
      scale: scale ?? 1 / Math.sqrt(headDim),
      cache: f.cache(i, nHeadKv, headDim, valueDim),
      ...(valueDim !== headDim && { valueDim }),
      ...(window !== null && { window }),
      ...(chunk !== null && { chunk }),
      ...(!causal && { causal }),
      ...(softcap !== null && { softcap }),
      ...(alibi !== null && { alibi }),
    },
  });
}

/** Queries or keys, normalised and turned as the family does. */
function positioned(
  f: Forward,
  h: Hyper,
  x: ValueId,
  which: 'q' | 'k',
  heads: number,
  { pairing, qkNorm, factors, rope = h.rope }: AttentionOptions,
): ValueId {
  const normed = (y: ValueId): ValueId => (qkNorm ? headNorm(f, y, `attn_${which}_norm`, heads, qkNorm) : y);
  const before = qkNorm?.after ? x : normed(x);
  const turned = pairing === null ? before : rotate(f, h, before, `rope_${which}`, heads, pairing, rope, factors);
  return qkNorm?.after ? normed(turned) : turned;
}

function headNorm(f: Forward, x: ValueId, name: string, heads: number, norm: QkNorm): ValueId {
  const n = f.width(x) / (norm.each === 'head' ? heads : 1);
  if (norm.gain === 'optional' && !f.has(`${name}.weight`)) {
    f.floats(`${name}.weight`, norm.ownGains ? [heads, n] : [1, n], 'optional');
    return x;
  }
  if (norm.ownGains) return ownGainNorm(f, x, name, [heads, n], norm);
  return f.norm(x, name, norm.each === 'head' ? { ...norm, groups: heads } : norm);
}

function ownGainNorm(
  f: Forward,
  x: ValueId,
  name: string,
  [groups, n]: readonly [heads: number, headDim: number],
  { variant, eps }: NormOptions,
): ValueId {
  const weights = present(f.floats(`${name}.weight`, [groups, n], 'required'));
  return f.op({ kind: 'norm', name, inputs: [x], weights, attrs: { variant, eps, groups } });
}

/** Rotary positions on each of `heads` heads. */
function rotate(
  f: Forward,
  { nRot, headDim }: Hyper,
  x: ValueId,
  name: string,
  heads: number,
  pairing: 'adjacent' | 'half',
  { base: freqBase, scale: freqScale, ...stretch }: RopeScaling,
  factors: WeightRef | undefined,
): ValueId {
  const attrs = { pairing, nHead: heads, headDim, nRot, freqBase, freqScale, ...stretch };
  return f.op({ kind: 'rope', name, inputs: [x], weights: present(factors), attrs });
}

/** Frequency factors, which files have once, or once a layer: the long ones or the short ones under `longrope`, else one set. */
export function ropeFactors(f: Forward, h: Hyper): WeightRef | undefined {
  return h.keys.ropeScaling === 'longrope' ? longOrShortFactors(f, h) : factorsOf(f, h, 'rope_freqs');
}

/** The long factors for sessions over the original context, else the short ones. */
export function longOrShortFactors(f: Forward, h: Hyper): WeightRef | undefined {
  const [long, short] = [factorsOf(f, h, 'rope_factors_long'), factorsOf(f, h, 'rope_factors_short')];
  return h.nCtx > (h.keys.ropeOrigCtx ?? h.nCtxTrain) ? long : short;
}

function factorsOf(f: Forward, { nRot }: Hyper, name: string): WeightRef | undefined {
  const n = nRot / 2;
  return f.vector(`${name}.weight`, n, 'optional') ?? f.sharedVector(`${name}.weight`, n, 'optional');
}
