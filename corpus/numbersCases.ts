/** Every defect of a number in every tensor type that can have it, each beside the same file with only that number mended. */
import { NUMBER_RULES, type NumberRuleId } from '../src/checks/numbers/numberRules.ts';
import type { EncodingName } from '../src/checks/numbers/encodings.ts';
import { NUMBER_LAYOUTS, type NumberField, type NumberLayout } from '../src/checks/numbers/layouts.ts';
import { RANGES, SCALE_SLACK } from '../src/checks/numbers/roles.ts';
import { ggufBytes, tensor } from './ggufBytes.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import type { PairCase } from './pairCase.ts';

/** Blocks in a tensor of {@link fileOf}. */
export const BLOCKS = 6;

/** The magnitude of 1 in each encoding; of 2^0 and of 1 in the scales of a byte. */
const ONE: Readonly<Record<EncodingName, number>> = {
  f16: 0x3c00,
  bf16: 0x3f80,
  f32: 0x3f80_0000,
  f64: 0x3ff0_0000,
  e8m0: 128,
  ue4m3: 0x38,
  'f16-nibbles': 0x3c00,
};

/** Writes the number of `field` in the block at byte `at`, little-endian, by its magnitude as the scan sees it. */
export function setMagnitude(bytes: Uint8Array, at: number, { encoding, at: field }: NumberField, magnitude: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at + field);
  if (encoding.name === 'f64') view.setBigUint64(0, BigInt(magnitude) << 32n, true);
  else if (encoding.name === 'f32') view.setUint32(0, magnitude, true);
  else if (encoding.name === 'f16-nibbles') setNibbles(view, magnitude);
  else if (encoding.width === 2) view.setUint16(0, magnitude, true);
  else view.setUint8(0, encoding.name === 'e8m0' ? magnitude - 1 : magnitude);
}

function setNibbles(view: DataView, bits: number): void {
  for (let i = 0; i < 4; i++) {
    const low = view.getUint16(2 * i, true) & 0x0fff;
    view.setUint16(2 * i, low | (((bits >>> (4 * i)) & 15) << 12), true);
  }
}

/** Blocks of arbitrary quants, with every scale 1, and every value 1 or a little more, so that rows differ. */
export function soundBlocks({ type, fields }: NumberLayout, count = BLOCKS): Uint8Array {
  const bytes = Uint8Array.from({ length: count * type.blockBytes }, (_, i) => (i * 37 + 11) & 0xff);
  for (let block = 0; block < count; block++)
    for (const field of fields) {
      const more = field.role === 'value' ? block : 0;
      setMagnitude(bytes, block * type.blockBytes, field, ONE[field.encoding.name] + more);
    }
  return bytes;
}

/** The same, with `magnitude` in one place. */
export function withNumber(layout: NumberLayout, field: NumberField, block: number, magnitude: number): Uint8Array {
  const bytes = soundBlocks(layout);
  setMagnitude(bytes, block * layout.type.blockBytes, field, magnitude);
  return bytes;
}

/** A file of one matrix, `weight`, made of `data`. */
export function fileOf({ type }: NumberLayout, data: Uint8Array): Uint8Array {
  const rows = data.length / type.blockBytes / 2;
  return ggufBytes({ tensors: [tensor('weight', { type, dims: [type.blockSize * 2, rows], data })] });
}

interface Plant {
  readonly rule: NumberRuleId;
  readonly found: string;
  readonly magnitude: number;
  /** What is in its place in the sound file: as close as can be. */
  readonly mended: number;
}

/** Every defect that `field` can have. */
export function plantsOf({ encoding, role, absurd, normal, largest }: NumberField): readonly Plant[] {
  const one = ONE[encoding.name];
  const reserved = encoding.name === 'ue4m3';
  const plants: Plant[] = [
    { rule: reserved ? 'numbers/reserved-scale' : `numbers/nan-${role}`, found: 'NaN', magnitude: encoding.nan, mended: one },
  ];
  if (encoding.infinity < encoding.nan)
    plants.push({ rule: `numbers/infinite-${role}`, found: 'infinity', magnitude: encoding.infinity, mended: one });
  const most = RANGES.matrix.most * (role === 'value' ? 1 : SCALE_SLACK);
  const overflowing = encoding.above(most / largest);
  if (absurd < overflowing)
    plants.push({ rule: `numbers/absurd-${role}`, found: 'an absurd number', magnitude: absurd, mended: absurd - 1 });
  if (overflowing < encoding.infinity)
    plants.push({
      rule: `numbers/overflowing-${role}`,
      found: 'a number that overflows',
      magnitude: overflowing,
      mended: Math.min(absurd, overflowing) - 1,
    });
  if (normal > 0)
    plants.push({ rule: 'numbers/subnormal-scale', found: 'a subnormal number', magnitude: normal - 1, mended: normal });
  return plants;
}

/** Types that a file may have. */
const LAYOUTS = [...NUMBER_LAYOUTS.values()].filter(({ type }) => !type.intermediate);

function plantedCases(layout: NumberLayout): readonly PairCase[] {
  return layout.fields.flatMap((field, i) =>
    plantsOf(field).map(({ rule, found, magnitude, mended }): PairCase => {
      const block = i % BLOCKS;
      const which = layout.fields.length > 1 ? ` number ${String(i)}` : '';
      return {
        rule,
        severity: severityOf(rule),
        name: `${layout.type.name}${which}`,
        comment: `${found} in block ${String(block)} of ${layout.type.name}${which}`,
        bad: fileOf(layout, withNumber(layout, field, block, magnitude)),
        good: fileOf(layout, withNumber(layout, field, block, mended)),
      };
    }),
  );
}

/** No code of E8M0 is zero. */
function zeroCases(layout: NumberLayout): readonly PairCase[] {
  if (layout.fields.some(({ encoding }) => encoding.name === 'e8m0')) return [];
  const zeros = soundBlocks(layout);
  for (let block = 0; block < BLOCKS; block++)
    for (const field of layout.fields) setMagnitude(zeros, block * layout.type.blockBytes, field, 0);
  const mended = zeros.slice();
  for (const field of layout.fields) setMagnitude(mended, (BLOCKS - 1) * layout.type.blockBytes, field, ONE[field.encoding.name]);
  const { name } = layout.type;
  const rule = 'numbers/all-zero';
  const files = { bad: fileOf(layout, zeros), good: fileOf(layout, mended) };
  return [{ rule, severity: severityOf(rule), name, comment: `a matrix of ${name} with nothing but zeros`, ...files }];
}

/** A file of one tensor. */
function named(name: string, dims: readonly number[], values: (i: number) => number): Uint8Array {
  const count = dims.reduce((n, dim) => n * dim, 1);
  return ggufBytes({ tensors: [tensor(name, { dims, data: new Uint8Array(Float32Array.from({ length: count }, (_, i) => values(i)).buffer) })] });
}

/** A matrix of (8, 8) in F32. */
const matrix = (values: (i: number) => number): Uint8Array => named('weight', [8, 8], values);

/** Blocks whose every number has the magnitude `of` gives it. */
function blocksOf(layout: NumberLayout, count: number, of: (block: number) => number): Uint8Array {
  const blocks = soundBlocks(layout, count);
  for (let block = 0; block < count; block++)
    for (const field of layout.fields) setMagnitude(blocks, block * layout.type.blockBytes, field, of(block));
  return blocks;
}

const layoutOf = (name: string): NumberLayout => NUMBER_LAYOUTS.get(tensorType(name).id) as NumberLayout;

/** Of a tensor as a whole. */
function wholeCases(): readonly PairCase[] {
  const q80 = layoutOf('Q8_0');
  const q4K = layoutOf('Q4_K');
  const half = layoutOf('F16');
  const one = (i: number, at: number): number => (i === at ? 0x3c00 : 0);
  const row = soundBlocks(q4K, 1);
  const rows: readonly [Uint8Array, Uint8Array] = [Uint8Array.of(...row, ...row, ...row), Uint8Array.of(...row, ...row, ...row)];
  rows[1][row.length + 20] = 7;
  const q4Rows = (data: Uint8Array): Uint8Array => ggufBytes({ tensors: [tensor('weight', { type: q4K.type, dims: [256, 3], data })] });
  const cases: readonly (readonly [NumberRuleId, string, string, Uint8Array, Uint8Array])[] = [
    ['numbers/nearly-all-zero', 'F32', 'one number of 64 other than zero', matrix((i) => Number(i === 9)), matrix((i) => Number(i % 9 === 0))],
    ['numbers/nearly-all-zero', 'Q8_0', 'one scale of 64 other than zero', fileOf(q80, blocksOf(q80, 64, (i) => one(i, 5))), fileOf(q80, blocksOf(q80, 64, (i) => one(i % 8, 5)))],
    ['numbers/all-subnormal', 'F32', 'nothing but subnormal numbers', matrix((i) => (i - 32) * 1e-44), matrix((i) => (i - 32) * 1e-38)],
    ['numbers/all-subnormal', 'F16', 'nothing but subnormal numbers in 16 bits', fileOf(half, blocksOf(half, 64, (i) => i + 1)), fileOf(half, blocksOf(half, 64, (i) => 0x03f0 + i))],
    ['numbers/all-subnormal', 'Q8_0', 'nothing but subnormal scales', fileOf(q80, blocksOf(q80, 8, (i) => 1 + (i % 7))), fileOf(q80, blocksOf(q80, 8, (i) => 0x0400 + i))],
    ['numbers/equal-rows', 'F32', 'eight times the same row', matrix((i) => (i % 8) + 1), matrix((i) => (i % 8) + 1 + Number(i === 63))],
    ['numbers/equal-rows', 'constant', 'one number everywhere', matrix(() => 0.5), matrix((i) => (i < 8 ? 0.5 : 0.25))],
    ['numbers/equal-rows', 'Q4_K', 'three times the same block', q4Rows(rows[0]), q4Rows(rows[1])],
    ['numbers/zero-frequency', 'one of eight', 'a factor of the rotary frequencies that is zero', named('rope_freqs.weight', [8], (i) => i), named('rope_freqs.weight', [8], (i) => i + 1)],
    ['numbers/zero-frequency', 'all', 'factors of the rotary frequencies that are all zero', named('rope_factors_long.weight', [8], () => 0), named('rope_factors_long.weight', [8], () => 1e30)],
    ['numbers/all-zero', 'a norm', 'a norm of zeros, not a bias', named('output_norm.weight', [8], () => 0), named('output_norm.weight', [8], Number)],
    ['numbers/absurd-value', 'a norm', 'a norm with two million, which a bias may have', named('output_norm.weight', [8], (i) => (i === 3 ? 2e6 : 1)), named('output_norm.bias', [8], (i) => (i === 3 ? 2e6 : 1))],
    ['numbers/overflowing-value', 'a norm', 'a norm that overflows, as no frequency does', named('output_norm.weight', [8], () => 1e19), named('rope_freqs.weight', [8], () => 1e19)],
  ];
  return cases.map(([rule, name, comment, bad, good]) => ({ rule, severity: severityOf(rule), name, comment, bad, good }));
}

function severityOf(id: NumberRuleId): PairCase['severity'] {
  const rule = NUMBER_RULES.find((r) => r.id === id);
  if (!rule) throw new RangeError(`expected a rule, found ${id}`);
  return rule.severity;
}

export const NUMBER_CASES: readonly PairCase[] = LAYOUTS.flatMap((layout) => [...plantedCases(layout), ...zeroCases(layout)]).concat(wholeCases());

/** Of tensors that are judged value by value. */
export const EACH_VALUE_CASES: readonly PairCase[] = [
  { rule: 'numbers/zero-divisor', severity: 'error', name: 'one of eight', comment: 'activations are divided by zero', bad: named('blk.0.ffn.act.scales', [8], (i) => i), good: named('blk.0.ffn.act.scales', [8], (i) => i + 1) },
  { rule: 'numbers/growing-state', severity: 'error', name: 'one of eight', comment: 'a state that grows with every token', bad: named('blk.0.ssm_a', [8], (i) => i - 6), good: named('blk.0.ssm_a', [8], (i) => i - 7) },
];
