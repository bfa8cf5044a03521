/** Towers of which some blocks attend within windows. `models/mimovl.cpp`, `models/muse-glimmer.cpp` */
import { MAX_LAYERS } from '../../../model/arch/limits.ts';
import { i32s, u32 } from '../exactKeys.ts';
import { MERGE_OF_2, need, onePerLayer, PIXELS_NEEDED } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import { SQUARE, type Dim, type TensorTable } from './tensorTable.ts';
import { mergedWidth, times, visionTower } from './vit.ts';

const MODES = i32s('clip.vision.wa_pattern_mode', { min: -1, max: 1 });
const FULL = -1;
const BY_COLUMNS = 1;

/** Positions by rows, positions by columns and the mask of windows are inputs that the reader looks for whether a block uses them or not. */
function modesAreMixed(e: Encoder): Contradiction | false {
  const modes = e.ints(MODES.key);
  const byColumns = modes.filter((mode) => mode === BY_COLUMNS).length;
  if (modes.length === 0 || (byColumns > 0 && byColumns < modes.length)) return false;
  const message = `expected a block with windows by columns (${String(BY_COLUMNS)}) and one without, found ${String(byColumns)} of ${String(modes.length)} with`;
  return { key: MODES.key, message };
}

/** The width of a head is what the rows of the first block divide into, whatever a key says. */
function headOf(e: Encoder): number | null {
  const { nHead, nHeadKv, headDim } = e;
  const rows = e.dims('v.blk.0.attn_qkv.weight')?.[1];
  return rows === undefined || nHead === null || nHeadKv === null ? headDim : rows / (nHead + 2 * nHeadKv);
}

/** Halves of a head are rotated in two dimensions. */
function headsTurn(e: Encoder): Contradiction | false {
  const head = e.has('v.blk.0.attn_qkv.weight') ? headOf(e) : null;
  if (head === null || (head > 0 && head % 4 === 0)) return false;
  const message = `expected heads of a multiple of 4 in the rows of "v.blk.0.attn_qkv.weight", found ${String(head)}`;
  return { key: `${e.prefix}.attention.head_count`, message };
}

function headsShare({ nHead, nHeadKv, prefix }: Encoder): Contradiction | false {
  if (nHead === null || nHeadKv === null || nHead % nHeadKv === 0) return false;
  const message = `expected a divisor of the head count ${String(nHead)}, found ${String(nHeadKv)}`;
  return { key: `${prefix}.attention.head_count_kv`, message };
}

function mimoAttention(t: TensorTable, e: Encoder, il: number, head: number | null): void {
  const at = `v.blk.${String(il)}`;
  const rows: Dim = e.nHead === null || e.nHeadKv === null ? null : times(head, e.nHead + 2 * e.nHeadKv);
  t.use(`${at}.attn_qkv.weight`, e.nEmbd, rows).use(`${at}.attn_qkv.bias`, rows);
  t.load(`${at}.attn_out.weight`, times(head, e.nHead), e.nEmbd);
  if (e.ints(MODES.key)[il] === FULL) t.may(`${at}.attn_sinks`, e.nHead);
  else t.use(`${at}.attn_sinks`, e.nHead);
  // Loaded, and not used.
  for (const norm of ['attn_q_norm', 'attn_k_norm']) t.may(`${at}.${norm}.weight`, null);
}

const mimovl: ProjectorType = {
  name: 'mimovl',
  modality: 'vision',
  merge: MERGE_OF_2,
  dynamic: 46,
  // Its heads are not the width divided: their own rules stand below.
  headless: true,
  nodesOfBlock: 50,
  keys: [
    ...PIXELS_NEEDED,
    need(u32('clip.vision.attention.head_count', { min: 1, max: 4096 })),
    need(u32('clip.vision.attention.head_count_kv', { min: 1, max: 4096 })),
    need(u32('clip.vision.window_size', { min: 1, max: 4096 })),
    need(MODES),
  ],
  rules: (e) => [onePerLayer(e, MODES.key), modesAreMixed(e), headsShare(e), headsTurn(e)],
  tensors: (t, e) => {
    visionTower(t, e, { attention: 'fused', temporal: true });
    t.not('v.class_embd');
    const head = headOf(e);
    for (let il = 0; il < (e.nLayer ?? 0); il++) mimoAttention(t, e, il, head);
    t.load('mm.0.weight', mergedWidth(e), 'h')
      .may('mm.0.bias', 'h')
      .load('mm.2.weight', 'h', 'out')
      .may('mm.2.bias', 'out');
  },
};

/** Every fourth block and the last see the whole image: of one block none has windows, and their mask is not found. */
const museGlimmer: ProjectorType = {
  name: 'muse-glimmer',
  modality: 'vision',
  merge: MERGE_OF_2,
  dynamic: 32,
  maxTokens: 4096,
  rotates: true,
  keys: [need(u32('clip.vision.block_count', { min: 2, max: MAX_LAYERS }))],
  tensors: (t, e) => {
    visionTower(t, e, { positions: SQUARE });
    t.load('mm.0.weight', mergedWidth(e), 'h').load('mm.1.weight', 'h', 'g').load('mm.2.weight', 'g', 'out');
  },
};

export const WINDOWED: readonly ProjectorType[] = [mimovl, museGlimmer];
