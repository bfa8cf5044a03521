/** The transformer that nearly every encoder is: patches or frames with positions, blocks of attention and a feed-forward net. */
import type { Encoder } from './projectorType.ts';
import { SQUARE, type Dim, type TensorTable } from './tensorTable.ts';

export interface VitOptions {
  /** Rows of `position_embd`: as many as patches (and a class token), the square of a side, or a bound. Left out: none are used. */
  readonly positions?: Dim;
  /** `fused` takes `attn_qkv` alone, `split` the three alone; by default a file has either. */
  readonly attention?: 'fused' | 'split';
  /** With `attention`: heads share keys and values where a file says so. Without it they always may, unless they are fused. */
  readonly groups?: true;
  /** Biases that are added without asking. */
  readonly attentionBias?: true;
  /** Files of early converters have up and down the other way round; the reader turns them. */
  readonly swapped?: true;
  /** Two kernels, of which the outputs are added: images of a video come in pairs. */
  readonly temporal?: true;
  /** The patches are multiplied by a matrix, not convolved. */
  readonly patchMatrix?: true;
  /** What a block has besides. */
  readonly blocks?: (t: TensorTable, e: Encoder, at: string) => void;
}

/** Patches of an image of the fixed size; null where it is not known. */
export function patchesOf({ imageSize, patchSize }: Encoder): number | null {
  if (imageSize === null || patchSize === null || patchSize === 0) return null;
  return Math.floor(imageSize / patchSize) ** 2;
}

export function times(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a * b;
}

/** Width of the tokens once `nMerge` patches a side are one. */
export function mergedWidth({ nEmbd, nMerge }: Encoder): number | null {
  return times(nEmbd, times(nMerge, nMerge));
}

/** Everything of a vision tower but its projector. */
export function visionTower(t: TensorTable, e: Encoder, options: VitOptions = {}): void {
  const { nEmbd, patchSize } = e;
  if (options.patchMatrix) t.use('v.patch_embd.weight', times(3, times(patchSize, patchSize)), nEmbd);
  else t.useKernel('v.patch_embd.weight', patchSize, patchSize, 3, nEmbd);
  if (options.temporal) t.useKernel('v.patch_embd.weight.1', patchSize, patchSize, 3, nEmbd);
  if (options.positions !== undefined) positions(t, nEmbd, options.positions);
  t.may('v.patch_embd.bias', nEmbd).may('v.class_embd', nEmbd);
  t.may('v.norm_embd.weight', nEmbd).may('v.norm_embd.bias', nEmbd);
  blocks(t, e, 'v', options);
}

/** Rows that are looked up may have any type; others are added or resized as the floats that they are. */
function positions(t: TensorTable, nEmbd: number | null, rows: Dim): void {
  const name = 'v.position_embd.weight';
  if (typeof rows === 'object' && rows !== null) t.use(name, nEmbd, rows);
  else t.plain(name, nEmbd, rows);
}

/** The blocks, and the norms in front of and behind them. `at` is `v` or `a`. */
export function blocks(t: TensorTable, e: Encoder, at: string, options: VitOptions = {}): void {
  for (const norm of ['pre_ln', 'post_ln']) t.may(`${at}.${norm}.weight`, e.nEmbd).may(`${at}.${norm}.bias`, e.nEmbd);
  for (let il = 0; il < (e.nLayer ?? 0); il++) {
    const block = `${at}.blk.${String(il)}`;
    attention(t, e, block, options);
    feedForward(t, e, block, options);
    for (const norm of ['ln1', 'ln2']) t.may(`${block}.${norm}.weight`, e.nEmbd).may(`${block}.${norm}.bias`, e.nEmbd);
    for (const scale of ['ls1', 'ls2', 'out_scale', 'attn_post_norm', 'ffn_post_norm'])
      t.may(`${block}.${scale}.weight`, scale === 'out_scale' ? null : e.nEmbd);
    options.blocks?.(t, e, block);
  }
}

function attention(
  t: TensorTable,
  e: Encoder,
  block: string,
  { attention: kind, attentionBias, groups }: VitOptions,
): void {
  const { nEmbd, headDim } = e;
  const isFused = kind === 'fused' || (kind === undefined && e.has(`${block}.attn_qkv.weight`));
  const wide = times(e.nHead, headDim);
  const narrow = groups || (kind === undefined && !isFused) ? times(e.nHeadKv, headDim) : wide;
  const parts: readonly (readonly [string, number | null])[] = isFused
    ? [['attn_qkv', wide === null || narrow === null ? null : wide + 2 * narrow]]
    : [
        ['attn_q', wide],
        ['attn_k', narrow],
        ['attn_v', narrow],
      ];
  for (const [name, nOut] of parts) {
    t.use(`${block}.${name}.weight`, nEmbd, nOut);
    if (attentionBias) t.use(`${block}.${name}.bias`, nOut);
    else t.may(`${block}.${name}.bias`, nOut);
  }
  t.load(`${block}.attn_out.weight`, wide, nEmbd).may(`${block}.attn_out.bias`, nEmbd);
  for (const [norm, all] of [
    ['attn_q_norm', wide],
    ['attn_k_norm', narrow],
  ] as const) {
    const isPerHead = e.dims(`${block}.${norm}.weight`)?.[0] === headDim;
    t.may(`${block}.${norm}.weight`, isPerHead ? headDim : all);
  }
}

/** `n_ff` is not what the reader sizes anything by: the tensors have to agree among themselves. */
function feedForward(t: TensorTable, e: Encoder, block: string, { swapped }: VitOptions): void {
  const ff = `${block}.ff`;
  const isSwapped = swapped === true && e.dims(`${block}.ffn_down.weight`)?.[0] === e.nEmbd;
  const [up, down] = isSwapped ? ['ffn_down', 'ffn_up'] : ['ffn_up', 'ffn_down'];
  t.load(`${block}.${up}.weight`, e.nEmbd, ff).may(`${block}.${up}.bias`, ff);
  t.may(`${block}.ffn_gate.weight`, e.nEmbd, ff).may(`${block}.ffn_gate.bias`, ff);
  t.load(`${block}.${down}.weight`, ff, e.nEmbd).may(`${block}.${down}.bias`, e.nEmbd);
}

export { SQUARE };
