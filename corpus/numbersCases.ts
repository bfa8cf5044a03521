/** Every defect of a number in every tensor type that can have it, each beside the same file with only that number mended. */
import { NUMBER_RULES, type NumberRuleId } from '../src/checks/numbers/numberRules.ts';
import type { EncodingName } from '../src/checks/numbers/encodings.ts';
import { NUMBER_LAYOUTS, type NumberField, type NumberLayout } from '../src/checks/numbers/layouts.ts';
import { ggufBytes, tensor } from './ggufBytes.ts';
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

/** Blocks of arbitrary quants, with every number 1. */
export function soundBlocks({ type, fields }: NumberLayout, count = BLOCKS): Uint8Array {
  const bytes = Uint8Array.from({ length: count * type.blockBytes }, (_, i) => (i * 37 + 11) & 0xff);
  for (let block = 0; block < count; block++)
    for (const field of fields) setMagnitude(bytes, block * type.blockBytes, field, ONE[field.encoding.name]);
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
export function plantsOf({ encoding, role, absurd, normal }: NumberField): readonly Plant[] {
  const one = ONE[encoding.name];
  const reserved = encoding.name === 'ue4m3';
  const plants: Plant[] = [
    { rule: reserved ? 'numbers/reserved-scale' : `numbers/nan-${role}`, found: 'NaN', magnitude: encoding.nan, mended: one },
  ];
  if (encoding.infinity < encoding.nan)
    plants.push({ rule: `numbers/infinite-${role}`, found: 'infinity', magnitude: encoding.infinity, mended: one });
  if (absurd < encoding.infinity)
    plants.push({ rule: `numbers/absurd-${role}`, found: 'an absurd number', magnitude: absurd, mended: absurd - 1 });
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

function severityOf(id: NumberRuleId): PairCase['severity'] {
  const rule = NUMBER_RULES.find((r) => r.id === id);
  if (!rule) throw new RangeError(`expected a rule, found ${id}`);
  return rule.severity;
}

export const NUMBER_CASES: readonly PairCase[] = LAYOUTS.flatMap((layout) => [...plantedCases(layout), ...zeroCases(layout)]);
