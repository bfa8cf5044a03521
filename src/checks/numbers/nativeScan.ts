/** What the addon's scan is told and what it says: `native/include/ff/scan.h`. */
import type { NativeAddon } from '../../native/addon.ts';
import { NUMBER_LAYOUTS, type NumberLayout } from './layouts.ts';
import type { ScanBlocks } from './scanBlocks.ts';
import { DEFECTS, MAX_FIELDS, type Tally } from './tally.ts';
import type { TensorExtent, TensorTally } from './tensorScan.ts';

/** Of a tally, as {@link tallyFrom} reads it. */
const TALLY_NUMBERS = 2 + MAX_FIELDS + 2 * DEFECTS.length;

/** Before the tally of a tensor: its index among the extents, and whether its rows repeat. */
const TALLY_HEAD = 2;

function words({ type, fields }: NumberLayout): readonly number[] {
  const numbers = fields.flatMap(({ encoding, at, normal, absurd }) => [encoding.id, at, normal, absurd]);
  return [type.blockBytes, fields.length, ...numbers, ...new Array<number>(4 * MAX_FIELDS - numbers.length).fill(0)];
}

const LAYOUTS = [...NUMBER_LAYOUTS.values()];
const LAYOUT_INDEX: ReadonlyMap<number, number> = new Map(LAYOUTS.map(({ type }, i) => [type.id, i]));

/** Every layout, one after another, and extents that name them by their index. */
export const LAYOUT_WORDS: Uint32Array = Uint32Array.from(LAYOUTS.flatMap(words));

export function extentNumbers(extents: readonly TensorExtent[]): Float64Array {
  const numbers = new Float64Array(4 * extents.length);
  extents.forEach(({ fileOffset, bytes, typeId, rowBytes }, i) => {
    numbers.set([fileOffset, bytes, LAYOUT_INDEX.get(typeId) as number, rowBytes], 4 * i);
  });
  return numbers;
}

/** The tallies of those tensors that have something to tell. */
export function talliesFrom(numbers: Float64Array, extents: readonly TensorExtent[]): readonly TensorTally[] {
  const tallies: TensorTally[] = [];
  for (let at = 0; at < numbers.length; at += TALLY_HEAD + TALLY_NUMBERS) {
    const [index = 0, repeats] = numbers.subarray(at, at + TALLY_HEAD);
    const extent = extents[index];
    const tally = tallyFrom(numbers.subarray(at + TALLY_HEAD, at + TALLY_HEAD + TALLY_NUMBERS));
    if (extent) tallies.push({ index: extent.index, tally, repeats: repeats !== 0 });
  }
  return tallies;
}

function tallyFrom(numbers: Float64Array): Tally {
  const [bits = 0, nonZeros = 0, ...rest] = numbers;
  const counts = MAX_FIELDS + DEFECTS.length;
  return {
    bits,
    nonZeros,
    greatest: rest.slice(0, MAX_FIELDS),
    counts: rest.slice(MAX_FIELDS, counts),
    firsts: rest.slice(counts),
  };
}

/** The addon's scan of bytes in memory: the same result as `scanBlocks`. Throws what the addon throws. */
export function nativeScanBlocks(addon: NativeAddon): ScanBlocks {
  return (layout, bytes, littleEndian) =>
    tallyFrom(addon.scanNumbers(Uint32Array.from(words(layout)), bytes, !littleEndian));
}
