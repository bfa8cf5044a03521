/** What ties the keys and tensors of single types of projectors, word for word. */
import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor, text } from '../../../corpus/ggufBytes.ts';
import { flag, i32s, projectorParts, u32, type Keys, type ProjectorParts } from '../../../corpus/projectorFiles.ts';
import { kindFindings } from '../../../src/checks/kinds/kindFindings.ts';
import type { ModelTensor } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { parsedFile } from '../../support/tinyModel.ts';

function zeros(name: string, ...dims: readonly number[]): ModelTensor {
  return tensor(name, { dims, data: new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)) });
}

/** `rule: message` of each finding. */
function ofParts({ keys, tensors }: ProjectorParts, more: Keys = {}): readonly string[] {
  const file = parsedFile(bufferSource(ggufBytes({ metadata: Object.entries({ ...keys, ...more }), tensors })));
  const findings = kindFindings(file, 'x.gguf', { profile: 'strict', limits: {} });
  return findings.map(({ rule, message }) => `${rule}: ${message}`);
}

describe('a projector', () => {
  it('of Gemma 3n has an encoder of sound that is passed over, and refused where it stands alone', () => {
    const { keys, tensors } = projectorParts('gemma3nv');
    const { 'clip.projector_type': _, ...images } = keys;
    const sound = { 'clip.has_audio_encoder': flag(true), 'clip.audio.projector_type': text('gemma3na') };
    const both = { ...images, 'clip.vision.projector_type': text('gemma3nv'), ...sound };
    const ofSound = [zeros('a.conv1d.0.weight', 3), zeros('mm.a.input_projection.weight', 3)];
    expect(ofParts({ keys: both, tensors: [...tensors, ...ofSound] })).toEqual([]);
    expect(ofParts({ keys: both, tensors: [...tensors, ...ofSound, zeros('b', 3)] })).toEqual([
      'projector/tensor-extra: expected the tensors of its projector alone, found "b"',
    ]);
    expect(ofParts(projectorParts('qwen2a'), { 'clip.projector_type': text('gemma3na') })).toEqual([
      'model/key-range: clip.audio.projector_type: expected a projector that readers have a graph of, found "gemma3na"',
    ]);
  });

  it.each([
    ['gemma3nv', 'patch_size', 5, 'patch_size: expected the image size divided by the 16 tokens, found 12 of 5'],
    [
      'gemma3nv',
      'image_size',
      72,
      'image_size: expected images of which the sides of the last stages divide, and the larger by 16 where it is more, found 5 and 3',
    ],
    ['granite4_vision', 'embedding_length', 65, 'embedding_length: expected a multiple of 64, found 65'],
    [
      'granite4_vision',
      'projector.query_side',
      2,
      'projector.query_side: expected queries that 4 patches a side divide into, half as many a side, found 4 a side',
    ],
    [
      'granite4_vision',
      'projector.query_side',
      3,
      'projector.query_side: expected queries that 4 patches a side divide into, half as many a side, found 6 a side',
    ],
    [
      'granite4_vision',
      'projector.window_side',
      3,
      'image_size: expected a grid that divides by 3, found 4 patches a side',
    ],
    [
      'mimovl',
      'attention.head_count_kv',
      3,
      'attention.head_count_kv: expected a divisor of the head count 2, found 3',
    ],
    ['muse-glimmer', 'block_count', 1, 'block_count: expected a u32 from 2 to 512, found 1'],
  ] as const)('of the type %s is refused with a %s of %i', (name, key, value, line) => {
    const [first] = ofParts(projectorParts(name), { [`clip.vision.${key}`]: u32(value) });
    expect(first?.replace(/^model\/key-\w+: clip\.vision\./, '')).toBe(line);
  });

  it('of Granite Vision begins with as many queries as patches divide into, where no offset is said', () => {
    const side = (value: number): readonly string[] =>
      ofParts(
        projectorParts('granite4_vision', {
          'clip.vision.projector.query_side': u32(value),
          'clip.vision.projector.spatial_offsets': i32s(-1, -1),
        }),
      );
    expect([1, 2].map(side)).toEqual([[], []]);
    expect(side(3)).toHaveLength(1);
  });

  it('of Granite Vision has resolutions of a few tiles', () => {
    const sides = (...elements: readonly number[]): readonly string[] =>
      ofParts(projectorParts('granite4_vision'), { 'clip.vision.image_grid_pinpoints': i32s(...elements) });
    expect(sides(128, 128)).toEqual([]);
    expect(sides(8, 8, 128, 136)).toEqual([
      'model/key-inconsistent: clip.vision.image_grid_pinpoints: expected at most 256 tiles of 8 pixels a side, found 272',
    ]);
    expect(sides()).toHaveLength(1);
  });

  it('of MobileNet gives as many channels as its width where nothing projects them', () => {
    const { keys, tensors } = projectorParts('gemma3nv');
    const whole = tensors.filter(({ name }) => !String(name).startsWith('v.msfa.ffn.pw_proj'));
    expect(ofParts({ keys, tensors: whole })).toEqual([
      'model/key-inconsistent: clip.vision.embedding_length: expected the 6 channels that come out of the tower, found 32',
    ]);
  });

  it('of MiMo-VL has blocks with windows by columns and others', () => {
    const modes = (...elements: readonly number[]): readonly string[] =>
      ofParts(projectorParts('mimovl'), { 'clip.vision.wa_pattern_mode': i32s(...elements) });
    expect(modes(-1, 1, 1)).toEqual([]);
    expect(modes(1, 1, 1)).toEqual([
      'model/key-inconsistent: clip.vision.wa_pattern_mode: expected a block with windows by columns (1) and one without, found 3 of 3 with',
    ]);
    expect(modes(0, -1, 0)[0]).toContain('found 0 of 3 with');
  });

  it('of MiMo-VL has heads that turn, as wide as the rows divide into', () => {
    const wide = (value: number): ProjectorParts =>
      projectorParts('mimovl', { 'clip.vision.attention.head_dim': u32(value) });
    expect(ofParts(wide(8))).toEqual([]);
    expect(ofParts(wide(8), { 'clip.vision.attention.head_dim': u32(6) })).toEqual([]);
    expect(ofParts(wide(6))).toEqual([
      'model/key-inconsistent: clip.vision.attention.head_count: expected heads of a multiple of 4 in the rows of "v.blk.0.attn_qkv.weight", found 6',
    ]);
  });

  it('has experts with SiLU', () => {
    expect(ofParts(projectorParts('dots3note_v'), { 'clip.use_silu': flag(false) })).toEqual([
      'model/key-inconsistent: clip.use_silu: expected true, which experts have, found otherwise',
    ]);
  });

  it('has limits of one float each', () => {
    const { keys, tensors } = projectorParts('gemma4a');
    const two = tensors.map((t) => (t.name === 'a.blk.0.attn_q.input_max' ? zeros(t.name, 2) : t));
    expect(ofParts({ keys, tensors: two })).toEqual([
      'model/tensor-shape: "a.blk.0.attn_q.input_max": expected (1), found (2)',
    ]);
  });

  it('has as many blocks as a graph has room for', () => {
    const blocks = (count: number): ProjectorParts =>
      projectorParts('gemma4a', { 'clip.audio.block_count': u32(count) });
    expect(ofParts(blocks(69))).toEqual([]);
    expect(ofParts(blocks(70))).toEqual([
      'model/key-inconsistent: clip.audio.block_count: expected a graph of at most 8192 nodes, found one of up to 8300',
    ]);
  });
});
