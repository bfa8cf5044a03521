/** ConvNeXt, stage by stage as its tensors' names say, pooled to 8 × 8 tokens. `models/yasa2.cpp` */
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import type { TensorTable } from './tensorTable.ts';

const PATCH = 'v.patch_embd.weight';
/** Tokens a side. */
const POOLED = 8;

const stageAt = (s: number): string => `v.stage.${String(s)}`;
const blockAt = (s: number, b: number): string => `${stageAt(s)}.blk.${String(b)}`;
const downAt = (s: number): string => `${stageAt(s)}.down.conv.weight`;

/** The reader goes on as long as a stage has a convolution in front or a block. */
function stagesOf(e: Encoder): number {
  let s = 0;
  while (e.has(downAt(s)) || e.has(`${blockAt(s, 0)}.dw.weight`)) s++;
  return s;
}

function blocksOf(e: Encoder, s: number): number {
  let b = 0;
  while (e.has(`${blockAt(s, b)}.dw.weight`)) b++;
  return b;
}

/** Columns (0) or rows (1) behind the last stage: each kernel without padding, that of the patches by its size, others by 2. */
function gridOf(e: Encoder, axis: 0 | 1): number | null {
  if (e.imageSize === null || e.patchSize === null) return null;
  let side = Math.floor((e.imageSize - (e.dims(PATCH)?.[axis] ?? e.patchSize)) / e.patchSize) + 1;
  for (let s = 0; s < stagesOf(e); s++) {
    const kernel = e.dims(downAt(s))?.[axis];
    if (kernel !== undefined) side = Math.floor((side - kernel) / 2) + 1;
  }
  return side;
}

/** The reader counts on 64 tokens; windows of a grid that is no multiple give more, and of a small one fewer. */
function poolsToEight(e: Encoder): Contradiction | false {
  const [columns, rows] = [gridOf(e, 0), gridOf(e, 1)];
  if (columns === null || rows === null) return false;
  const pooled = (side: number): number => (side < 1 ? 0 : Math.floor(side / Math.max(1, Math.floor(side / POOLED))));
  if (pooled(columns) * pooled(rows) === POOLED ** 2) return false;
  const message = `expected a grid that pools to 8 × 8 tokens, found ${String(columns)} × ${String(rows)}`;
  return { key: 'clip.vision.image_size', message };
}

/** Depthwise convolution, norm, and a feed-forward net with a norm of its responses inside. */
function block(t: TensorTable, at: string, c: string): void {
  t.half(`${at}.dw.weight`, 7, 7, 1, c).may(`${at}.dw.bias`, c);
  t.may(`${at}.ln.weight`, c).may(`${at}.ln.bias`, c);
  t.use(`${at}.pw1.weight`, c, `${at}.f`).may(`${at}.pw1.bias`, `${at}.f`);
  t.may(`${at}.grn.weight`, `${at}.f`).may(`${at}.grn.bias`, `${at}.f`);
  t.use(`${at}.pw2.weight`, `${at}.f`, c).may(`${at}.pw2.bias`, c);
}

/** Halves the grid where it has the convolution. Gives the channels behind it. */
function down(t: TensorTable, e: Encoder, s: number, c: string): string {
  const kernel = e.dims(downAt(s));
  if (kernel === undefined) return c;
  const wider = `c${String(s)}`;
  t.kernel(downAt(s), kernel[0] ?? 1, kernel[1] ?? 1, c, wider).may(`${stageAt(s)}.down.conv.bias`, wider);
  t.may(`${stageAt(s)}.down.ln.weight`, c).may(`${stageAt(s)}.down.ln.bias`, c);
  return wider;
}

/** Blocks of a transformer by `block_count`: the reader asks for them, and has no use for them. */
function unused(t: TensorTable, nLayer: number): void {
  for (let il = 0; il < nLayer; il++)
    for (const part of ['attn_out', 'ffn_up', 'ffn_down']) t.any(`v.blk.${String(il)}.${part}.weight`);
}

export const yasa2: ProjectorType = {
  name: 'yasa2',
  modality: 'vision',
  headless: true,
  rules: (e) => [poolsToEight(e)],
  tensors: (t, e) => {
    let c = 'c';
    const kernel = e.dims(PATCH) ?? [];
    t.useKernel(PATCH, kernel[0] ?? e.patchSize, kernel[1] ?? e.patchSize, 3, c).may('v.patch_embd.bias', c);
    t.may('v.patch_ln.weight', c).may('v.patch_ln.bias', c);
    for (let s = 0; s < stagesOf(e); s++) {
      c = down(t, e, s, c);
      for (let b = 0; b < blocksOf(e, s); b++) block(t, blockAt(s, b), c);
    }
    t.may('v.backbone_ln.weight', c).may('v.backbone_ln.bias', c).mayFloats('v.vision_pos_embed', c, null);
    t.linearMay('mm.0', c, 'h').linearMay('mm.2', 'h', 'out');
    unused(t, e.nLayer ?? 0);
  },
};
