import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCKS, plantsOf, setMagnitude, soundBlocks, withNumber } from '../../../../corpus/numbersCases.ts';
import { NUMBER_LAYOUTS, type NumberField, type NumberLayout } from '../../../../src/checks/numbers/layouts.ts';
import { GREATEST_HALF } from '../../../../src/checks/numbers/roles.ts';
import { scanBlocks } from '../../../../src/checks/numbers/scanBlocks.ts';
import { emptyTally } from '../../../../src/checks/numbers/tally.ts';
import { Rng } from '../../../../src/core/rng.ts';
import { TENSOR_TYPES } from '../../../../src/gguf/tensorTypes.ts';
import { QUANT_FORMATS } from '../../../../src/reference/quant/formats.ts';

const LAYOUTS = [...NUMBER_LAYOUTS.values()].map((layout) => [layout.type.name, layout] as const);
const DEFECT_OF: Readonly<Record<string, number>> = {
  nan: 0,
  reserved: 0,
  infinite: 1,
  absurd: 2,
  overflowing: 2,
  subnormal: 3,
};

/** Which counter a rule's plant moves. */
const indexOf = (rule: string): number => DEFECT_OF[/\/([a-z]+)-/.exec(rule)?.[1] ?? ''] ?? NaN;

describe.each(LAYOUTS)('the scan of %s', (_name, layout) => {
  const { blockBytes } = layout.type;

  it('finds nothing in sound blocks', () => {
    expect(scanBlocks(layout, soundBlocks(layout), true)).toEqual({
      ...emptyTally(),
      bits: expect.any(Number) as number,
      nonZeros: BLOCKS * layout.fields.length,
    });
  });

  it('counts the numbers that are not zero, and gathers the bits of all', () => {
    const [field] = layout.fields;
    const bytes = withNumber(layout, field, 2, field.encoding.minNormal);
    const sound = scanBlocks(layout, soundBlocks(layout), true);
    expect(scanBlocks(layout, bytes, true).bits).toBe(sound.bits | field.encoding.minNormal);
    if (field.encoding.name === 'e8m0') return;
    const zeros = new Uint8Array(bytes.length);
    expect(scanBlocks(layout, zeros, true)).toEqual(emptyTally());
    setMagnitude(zeros, 3 * blockBytes, field, 1);
    expect(scanBlocks(layout, zeros, true)).toMatchObject({ bits: 1, nonZeros: 1 });
  });

  it('keeps the greatest of the absurd numbers, and what it is worth', () => {
    const [field] = layout.fields;
    const { encoding, absurd } = field;
    const least = encoding.valueOf(absurd - 1);
    if (absurd >= encoding.infinity) return;
    const bytes = withNumber(layout, field, 1, absurd);
    setMagnitude(bytes, 4 * blockBytes, field, encoding.infinity - 1);
    expect(scanBlocks(layout, bytes, true).greatest).toEqual([encoding.infinity - 1, 0, 0, 0]);
    expect(encoding.valueOf(absurd)).toBeGreaterThan(least);
    expect(encoding.above(least)).toBe(absurd);
  });

  it('finds every defect of every number in the first, a middle and the last block, at its byte', () => {
    let planted = 0;
    for (const field of layout.fields)
      for (const { rule, magnitude, mended } of plantsOf(field))
        for (const block of [0, 3, BLOCKS - 1]) {
          const bad = scanBlocks(layout, withNumber(layout, field, block, magnitude), true);
          const index = indexOf(rule);
          expect([rule, bad.counts]).toEqual([rule, [0, 1, 2, 3].map((i) => Number(i === index))]);
          expect(bad.firsts[index]).toBe(block * blockBytes + field.at);
          expect(scanBlocks(layout, withNumber(layout, field, block, mended), true).counts).toEqual([0, 0, 0, 0]);
          planted++;
        }
    expect(planted).toBeGreaterThanOrEqual(3 * layout.fields.length);
  });

  it('sees the greatest magnitude of all', () => {
    for (const field of layout.fields) {
      const most = { 1: field.encoding.name === 'e8m0' ? 256 : 255, 2: 0x7fff, 4: 0x7fff_ffff, 8: 0x7fff_ffff }[
        field.encoding.name === 'f16-nibbles' ? 2 : field.encoding.width
      ]!;
      expect(scanBlocks(layout, withNumber(layout, field, 1, most), true).counts).toEqual([1, 0, 0, 0]);
    }
  });

  it('finds the same in big-endian blocks', () => {
    for (const field of layout.fields)
      for (const { magnitude } of plantsOf(field)) {
        const little = withNumber(layout, field, 2, magnitude);
        expect(scanBlocks(layout, swapped(layout, little), false)).toEqual(scanBlocks(layout, little, true));
      }
  });

  it('counts all and names the first', () => {
    const field = layout.fields.at(-1)!;
    const bytes = withNumber(layout, field, 4, field.encoding.nan);
    setMagnitude(bytes, 2 * blockBytes, field, field.encoding.nan);
    expect(scanBlocks(layout, bytes, true)).toMatchObject({
      counts: [2, 0, 0, 0],
      firsts: [2 * blockBytes + field.at, Infinity, Infinity, Infinity],
    });
  });

  it('refuses a block that is not whole', () => {
    if (blockBytes > 1) expect(() => scanBlocks(layout, new Uint8Array(blockBytes + 1), true)).toThrow(RangeError);
  });
});

/** Every number of several bytes the other way round. */
function swapped({ type, fields }: NumberLayout, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const unit = (field: NumberField): number => (field.encoding.name === 'f16-nibbles' ? 2 : field.encoding.width);
  for (let block = 0; block < bytes.length; block += type.blockBytes)
    for (const field of fields)
      for (let at = 0; at < field.encoding.width; at += unit(field)) {
        const start = block + field.at + at;
        copy.subarray(start, start + unit(field)).reverse();
      }
  return copy;
}

/** Bytes of random blocks; numbers are often at the edges of their classes. */
function randomBlocks(layout: NumberLayout, seed: number): Uint8Array {
  const rng = new Rng(seed);
  const bytes = rng.bytes(new Uint8Array(8 * layout.type.blockBytes));
  for (let block = 0; block < 8; block++)
    for (const field of layout.fields)
      if (rng.int(0, 3) > 0) {
        const { minNormal, infinity, nan } = field.encoding;
        const edges = [0, 1, minNormal, field.absurd, infinity - 1, infinity, nan, infinity - 1];
        const magnitude = Math.max(rng.pick(edges), field.encoding.name === 'e8m0' ? 1 : 0);
        setMagnitude(bytes, block * layout.type.blockBytes, field, magnitude);
      }
  return bytes;
}

function valuesOf(layout: NumberLayout, bytes: Uint8Array): Float64Array {
  const { name, blockSize, blockBytes } = layout.type;
  const nBlocks = bytes.length / blockBytes;
  const out = new Float64Array(nBlocks * blockSize);
  QUANT_FORMATS.get(name)!.dequantize(bytes, 0, nBlocks, out, 0);
  return out;
}

/** Engines compute with the codes that these formats reserve; s of Q8_1 is for kernels, and no value shows it. */
const NOT_IN_VALUES = new Set(['MXFP4', 'NVFP4', 'Q8_1']);
const COMPARED = LAYOUTS.filter(([name]) => QUANT_FORMATS.has(name) && !NOT_IN_VALUES.has(name));

describe('the scan against the reference', () => {
  it.each(COMPARED)('of %s: NaN or infinity is found exactly where a value is not finite', (_name, layout) => {
    let [finite, other] = [0, 0];
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const all = randomBlocks(layout, seed);
        for (let at = 0; at < all.length; at += layout.type.blockBytes) {
          const block = all.subarray(at, at + layout.type.blockBytes);
          const { counts } = scanBlocks(layout, block, true);
          const isFinite = valuesOf(layout, block).every((x) => Number.isFinite(x));
          expect(counts[0]! + counts[1]! === 0).toBe(isFinite);
          if (isFinite) finite++;
          else other++;
        }
      }),
      { numRuns: 30 },
    );
    expect(Math.min(finite, other)).toBeGreaterThan(20);
  });

  it('of MXFP4: 0xFF is found, and nothing else is NaN', () => {
    const layout = NUMBER_LAYOUTS.get(39)!;
    for (let e = 0; e < 256; e++) {
      const { counts } = scanBlocks(layout, Uint8Array.of(e, ...new Uint8Array(16)), true);
      expect([e, counts[0]]).toEqual([e, Number(e === 255)]);
    }
  });

  it('of every type: no block holds more than its scale allows, and an absurd scale is one that holds over 65504', () => {
    for (const [name, layout] of LAYOUTS.filter(([, { type }]) => QUANT_FORMATS.has(type.name))) {
      const [field] = layout.fields;
      if (field.role !== 'scale' || field.absurd >= field.encoding.infinity) continue;
      // The other numbers zero: what is left is the factor by which this one is multiplied.
      const greatest = (magnitude: number): number => {
        let most = 0;
        for (let seed = 0; seed < 300; seed++) {
          const block = extreme(layout, seed);
          for (const other of layout.fields) setMagnitude(block, 0, other, other === field ? magnitude : 0);
          most = valuesOf(layout, block).reduce((a, x) => Math.max(a, Math.abs(x)), most);
        }
        return most;
      };
      expect([name, greatest(field.absurd - 1) <= GREATEST_HALF]).toEqual([name, true]);
      // IQ points: a random block need not have the largest, and none may be one that every factor meets.
      expect([name, greatest(field.absurd) > GREATEST_HALF / 1.4]).toEqual([name, true]);
    }
  });
});

/** A block of random bytes, or of one byte over and over: the extremes of most formats. */
function extreme({ type }: NumberLayout, seed: number): Uint8Array {
  const block = new Uint8Array(type.blockBytes);
  return seed < 256 ? block.fill(seed) : new Rng(seed).bytes(block);
}

describe('the layouts', () => {
  it('are those of every type but the integers', () => {
    const without = TENSOR_TYPES.filter(({ id }) => !NUMBER_LAYOUTS.has(id)).map(({ name }) => name);
    expect(without).toEqual(['I8', 'I16', 'I32', 'I64']);
  });

  it('keep every number inside its block', () => {
    for (const [, { type, fields }] of LAYOUTS)
      for (const { at, encoding } of fields) expect(at + encoding.width).toBeLessThanOrEqual(type.blockBytes);
  });
});
