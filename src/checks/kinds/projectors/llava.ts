/** LLaVA and what came of it: a CLIP tower whose last blocks may be left out, and an MLP or a few convolutions. `models/llava.cpp` */
import { gridDivides, gridIs } from './common.ts';
import { GRANITE4_VISION } from './granite4Vision.ts';
import type { Encoder, ProjectorType } from './projectorType.ts';
import type { TensorTable } from './tensorTable.ts';
import { patchesOf, times, visionTower } from './vit.ts';

/** Position rows are looked up one a patch, with one more for the class token. */
function tower(t: TensorTable, e: Encoder): void {
  const patches = patchesOf(e);
  const rows = patches === null ? null : { atLeast: patches + (e.has('v.class_embd') ? 1 : 0) };
  visionTower(t, e, { positions: rows, attention: 'split', swapped: true });
}

/** Outputs of several blocks are put behind each other: each block once, however often it is named. */
function stackedWidth(e: Encoder): number | null {
  const layers = new Set(e.ints('clip.vision.feature_layer').filter((il) => il >= 0));
  return times(e.nEmbd, Math.max(1, layers.size));
}

const mlp: ProjectorType = {
  name: 'mlp',
  modality: 'vision',
  tensors: (t, e) => {
    tower(t, e);
    t.use('mm.0.weight', stackedWidth(e), 'h').use('mm.0.bias', 'h').may('v.image_newline', null);
    if (!e.has('mm.3.weight')) {
      t.use('mm.2.weight', 'h', 'out').use('mm.2.bias', 'out');
      return;
    }
    // Yi: norms between.
    t.use('mm.1.weight', 'h').use('mm.1.bias', 'h').use('mm.3.weight', 'h', 'out').use('mm.3.bias', 'out');
    t.use('mm.4.weight', 'out').use('mm.4.bias', 'out');
  },
};

/** MobileVLM: the 24 × 24 grid of a 336-pixel image is written out in the graph. */
const ldp: ProjectorType = {
  name: 'ldp',
  modality: 'vision',
  rules: (e) => [gridIs(e, 24)],
  tensors: (t, e) => {
    tower(t, e);
    t.linear('mm.model.mlp.1', stackedWidth(e), 'h').linear('mm.model.mlp.3', 'h', 'c');
    for (const block of ['1', '2']) {
      const at = `mm.model.mb_block.${block}.block`;
      t.half(`${at}.0.0.weight`, 3, 3, 1, 'c').load(`${at}.0.1.weight`, 'c').load(`${at}.0.1.bias`, 'c');
      t.linear(`${at}.1.fc1`, 'c', `s${block}`).linear(`${at}.1.fc2`, `s${block}`, 'c');
      t.load(`${at}.2.0.weight`, 'c', 'c').load(`${at}.2.1.weight`, 'c').load(`${at}.2.1.bias`, 'c');
    }
  },
};

const ldpv2: ProjectorType = {
  name: 'ldpv2',
  modality: 'vision',
  rules: (e) => [gridIs(e, 24)],
  tensors: (t, e) => {
    tower(t, e);
    t.linear('mm.model.mlp.0', stackedWidth(e), 'h').linear('mm.model.mlp.2', 'h', 'out');
    t.half('mm.model.peg.0.weight', 3, 3, 1, 'out').load('mm.model.peg.0.bias', 'out');
  },
};

/** GLM-Edge */
const adapter: ProjectorType = {
  name: 'adapter',
  modality: 'vision',
  rules: (e) => [gridDivides(e, 2)],
  tensors: (t, e) => {
    tower(t, e);
    t.kernel('adapter.conv.weight', 2, 2, stackedWidth(e), 'c').load('adapter.conv.bias', 'c');
    t.load('adapter.linear.linear.weight', 'c', 'h').norm('adapter.linear.norm1', 'h');
    t.load('adapter.linear.dense_h_to_4h.weight', 'h', 'f').load('adapter.linear.gate.weight', 'h', 'f');
    t.load('adapter.linear.dense_4h_to_h.weight', 'f', 'out').load('adapter.boi', 'out').load('adapter.eoi', 'out');
  },
};

export const LLAVA: readonly ProjectorType[] = [mlp, ldp, ldpv2, adapter, GRANITE4_VISION];
