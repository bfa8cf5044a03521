/** The addon's scan and pass give what the TypeScript ones give, and believe no argument. */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../../corpus/ggufBytes.ts';
import { BLOCKS, plantsOf, setMagnitude, withNumber } from '../../../corpus/numbersCases.ts';
import { NUMBER_LAYOUTS, type NumberLayout } from '../../../src/checks/numbers/layouts.ts';
import { extentNumbers, LAYOUT_WORDS, nativeScanBlocks } from '../../../src/checks/numbers/nativeScan.ts';
import { scanBlocks } from '../../../src/checks/numbers/scanBlocks.ts';
import { extentsOf } from '../../../src/checks/numbers/tensorScan.ts';
import { FilePass, PIECE_BYTES, type PassPlan } from '../../../src/checks/pass/filePass.ts';
import { beginNativePass } from '../../../src/checks/pass/nativePass.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { ModelTensor } from '../../../src/gguf/model.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource, openFileSource } from '../../../src/gguf/source.ts';
import { loadAddon, type NativeAddon } from '../../../src/native/addon.ts';
import { nativeCode } from '../../../src/native/status.ts';
import { describeNative, nativeDirectory } from '../../support/native.ts';
import { planWith } from '../../support/passPlans.ts';

const LAYOUTS = [...NUMBER_LAYOUTS.values()].map((layout) => [layout.type.name, layout] as const);

/** Bytes of random blocks, whose numbers are often at the edges of their classes. */
function randomBlocks(layout: NumberLayout, nBlocks: number, rng: Rng): Uint8Array {
  const { blockBytes } = layout.type;
  const bytes = rng.bytes(new Uint8Array(nBlocks * blockBytes));
  // One block in many only: a stretch without a defect takes another way.
  for (let n = rng.int(0, 4); n > 0 && nBlocks > 0; n--) {
    const field = rng.pick(layout.fields);
    const { minNormal, infinity, nan } = field.encoding;
    const low = field.encoding.name === 'e8m0' ? 1 : 0;
    const magnitude = rng.pick([low, 1, minNormal, minNormal - 1, field.absurd, field.absurd - 1, infinity, nan]);
    setMagnitude(bytes, rng.int(0, nBlocks - 1) * blockBytes, field, Math.max(magnitude, low));
  }
  return bytes;
}

describeNative('the native scan', () => {
  const addon = loadAddon(nativeDirectory);
  const native = nativeScanBlocks(addon);

  it.each(LAYOUTS)(
    'of %s finds what the other finds in random bytes, in either byte order, at any alignment',
    (_n, layout) => {
      fc.assert(
        fc.property(
          fc.nat(),
          fc.nat({ max: 3000 }),
          fc.boolean(),
          fc.nat({ max: 9 }),
          (seed, nBlocks, little, shift) => {
            const blocks = randomBlocks(layout, Math.ceil(nBlocks / layout.type.blockBytes), new Rng(seed));
            const shifted = new Uint8Array(shift + blocks.length);
            shifted.set(blocks, shift);
            const bytes = shifted.subarray(shift);
            expect(native(layout, bytes, little)).toEqual(scanBlocks(layout, bytes, little));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it.each(LAYOUTS)(
    'of %s finds what the other finds of every defect, in long runs of sound blocks too',
    (_n, layout) => {
      for (const field of layout.fields)
        for (const { magnitude } of plantsOf(field))
          for (const block of [0, 1023, 1024, 2500]) {
            const sound = withNumber(layout, field, 0, magnitude).subarray(layout.type.blockBytes);
            const bytes = new Uint8Array(2501 * layout.type.blockBytes);
            for (let at = 0; at < bytes.length; at += sound.length) bytes.set(sound.subarray(0, bytes.length - at), at);
            setMagnitude(bytes, block * layout.type.blockBytes, field, magnitude);
            const tally = native(layout, bytes, true);
            expect(tally).toEqual(scanBlocks(layout, bytes, true));
            expect(tally.counts.reduce((sum, n) => sum + n, 0)).toBe(1);
          }
    },
  );

  it('of nothing is nothing, and of zeros says that they are zeros', () => {
    for (const [, layout] of LAYOUTS) {
      expect(native(layout, new Uint8Array(0), true)).toEqual(scanBlocks(layout, new Uint8Array(0), true));
      const zeros = new Uint8Array(BLOCKS * layout.type.blockBytes);
      expect(native(layout, zeros, true)).toEqual(scanBlocks(layout, zeros, true));
    }
  });
});

const folder = mkdtempSync(join(tmpdir(), 'flea-flicker-pass-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A file of some pieces, in which blocks lie across the edges of pieces, with defects everywhere. */
function longFile(seed: number): string {
  const rng = new Rng(seed);
  const tensors = LAYOUTS.filter(([, { type }]) => !type.intermediate).map(([name, layout]): ModelTensor => {
    const rows = Math.ceil(rng.int(1, 120_000) / layout.type.blockBytes);
    const data = randomBlocks(layout, rows, rng);
    return tensor(name, { type: layout.type, dims: [layout.type.blockSize, rows], data });
  });
  const path = join(folder, `${String(seed)}.gguf`);
  writeFileSync(path, ggufBytes({ tensors }));
  return path;
}

function planOf(path: string): PassPlan {
  const source = openFileSource(path);
  const { file } = parseGguf(source);
  source.close();
  return planWith({ extents: extentsOf(file!.tensors) });
}

/** Rows of every length that are all the same, but for one byte where one is asked for. */
function repeatingFile(odd: 'none' | 'last byte' | 'second row'): string {
  const [, f32] = LAYOUTS[0]!;
  const tensors = [2, 3, 1000, 150_000, (1 << 18) + 1].map((cols, i): ModelTensor => {
    const rows = Math.max(2, Math.ceil(300_000 / cols));
    const row = Float32Array.from({ length: cols }, (_, c) => 1 + c);
    const data = new Float32Array(rows * cols);
    for (let r = 0; r < rows; r++) data.set(row, r * cols);
    if (odd !== 'none') data[odd === 'last byte' ? data.length - 1 : cols] = 0.5;
    return tensor(String(i), { type: f32.type, dims: [cols, rows], data: new Uint8Array(data.buffer) });
  });
  const path = join(folder, `${odd}.gguf`);
  writeFileSync(path, ggufBytes({ tensors }));
  return path;
}

describeNative('the native pass', () => {
  const addon = loadAddon(nativeDirectory);

  it.each([
    ['none', [0, 1, 2, 3]],
    ['last byte', []],
    ['second row', []],
  ] as const)('compares rows as the other does, however pieces cut them; odd: %s', async (odd, repeating) => {
    const source = openFileSource(repeatingFile(odd));
    const plan = planOf(source.name);
    const other = new FilePass(source, plan);
    other.steps(Infinity);
    const result = await beginNativePass(addon, source)!.follow(plan, {}).result;
    source.close();
    expect(result).toEqual(other.result());
    // The last has rows of over a mebibyte, which are not kept.
    expect(result?.tallies.filter(({ repeats }) => repeats).map(({ index }) => index)).toEqual(repeating);
  });

  it('gives the digest and the tallies that the other gives', async () => {
    for (const seed of [1, 2, 3]) {
      const path = longFile(seed);
      expect(statSync(path).size).toBeGreaterThan(2 * PIECE_BYTES);
      const source = openFileSource(path);
      const plan = planOf(path);
      const other = new FilePass(source, plan);
      other.steps(Infinity);
      const pass = beginNativePass(addon, source)!.follow(plan, {});
      const result = await pass.result;
      expect(result).toEqual(other.result());
      expect(result!.tallies.length).toBeGreaterThan(10);
      await pass.close();
      source.close();
    }
  });

  it('gives the digest alone where nothing else is asked for, also of an empty file', async () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '');
    const source = openFileSource(path);
    const empty = new FilePass(bufferSource(new Uint8Array(0)), planWith());
    expect(await beginNativePass(addon, source)!.follow(planWith(), {}).result).toEqual(empty.result());
    source.close();
  });

  it('is rejected with io/shrank, and the byte, where the file ends early', async () => {
    const path = longFile(4);
    const source = openFileSource(path);
    truncateSync(path, PIECE_BYTES + 100);
    const pass = beginNativePass(addon, source)!.follow(planWith(), {});
    await expect(pass.result).rejects.toMatchObject({ code: 'io/shrank', offset: PIECE_BYTES + 100 });
    await pass.close();
    source.close();
  });

  it('is rejected with io/unreadable where the descriptor cannot be read', async () => {
    const source = openFileSource(longFile(5));
    const directory = openSync(folder, 'r');
    const pass = beginNativePass(addon, { ...source, name: 'x', size: 100, descriptor: directory })!.follow(
      planWith(),
      {},
    );
    await expect(pass.result).rejects.toMatchObject({ code: 'io/unreadable' });
    closeSync(directory);
    source.close();
  });

  it('gives null where it was stopped before it began', async () => {
    const source = openFileSource(longFile(6));
    const controller = new AbortController();
    controller.abort();
    const pass = beginNativePass(addon, source)!.follow(planWith(), { signal: controller.signal });
    expect(await pass.result).toBeNull();
    await pass.close();
    source.close();
  });

  it('refuses arguments that make no sense, before anything is read', () => {
    const extents = (...numbers: readonly number[]): Float64Array => Float64Array.from(numbers);
    const words = (at: number, value: number): Uint32Array => LAYOUT_WORDS.slice().fill(value, at, at + 1);
    const loose = addon as unknown as Record<keyof NativeAddon, (...args: readonly unknown[]) => unknown>;
    const file = openSync(longFile(7), 'r');
    const sound: readonly unknown[] = [
      file,
      1000,
      LAYOUT_WORDS,
      extents(0, 4, 0, 0),
      false,
      new Uint8Array(8),
      extents(3, 5),
    ];
    const ask = ([descriptor, size, ...plan]: readonly unknown[]): void => {
      const pass = loose.startPass(descriptor, size);
      try {
        loose.planPass(pass, ...plan);
      } finally {
        loose.stopPass(pass);
      }
    };
    ask(sound);
    const wrong: readonly (readonly [index: number, value: unknown])[] = [
      [0, -1],
      [0, 'x'],
      [0, 2 ** 31],
      [1, -1],
      [1, 2 ** 53],
      [1, 0.5],
      [1, 1n],
      [2, undefined],
      [2, LAYOUT_WORDS.subarray(1)],
      [2, words(0, 0)],
      [2, words(0, 513)],
      [2, words(1, 0)],
      [2, words(1, 5)],
      [2, words(2, 7)],
      [2, words(3, 1)],
      [2, words(3, 2 ** 32 - 1)],
      [2, words(4, 2 ** 32 - 1)],
      [3, extents(0, 4, 0)],
      [3, extents(0, 4, 1000, 0)],
      [3, extents(0, 4, -1, 0)],
      [3, extents(0, 4, 0, -1)],
      [3, extents(-4, 4, 0, 0)],
      [3, extents(0, 0, 0, 0)],
      [3, extents(0, 5, 0, 0)],
      [3, extents(996, 8, 0, 0)],
      [3, extents(2 ** 52, 2 ** 52, 0, 0)],
      [3, extents(NaN, 4, 0, 0)],
      [3, extents(8, 4, 0, 0, 4, 4, 0, 0)],
      [3, extents(0, 8, 0, 0, 4, 4, 0, 0)],
      [3, new Float64Array(new SharedArrayBuffer(24))],
      [4, 1],
      [5, undefined],
      [5, extents(1)],
      [5, new Uint8Array(new SharedArrayBuffer(8))],
      [6, undefined],
      [6, new Uint8Array(16)],
      [6, extents(1)],
      [6, extents(5, 3)],
      [6, extents(-1, 3)],
      [6, extents(0, 1001)],
      [6, extents(0, 2 ** 60)],
      [6, extents(NaN, 3)],
      [6, extents(0, 1.5)],
      [6, extents(3, 6, 5, 8)],
      [6, extents(5, 8, 1, 2)],
    ];
    for (const [index, value] of wrong) {
      const codes = codeOf(() => {
        ask(sound.map((each, i) => (i === index ? value : each)));
      });
      expect([index, String(value).slice(0, 40), /^FF_E_(ARGUMENT|EXTENT)$/.test(codes)]).toEqual([
        index,
        String(value).slice(0, 40),
        true,
      ]);
    }
    expect(codeOf(() => loose.scanNumbers(LAYOUT_WORDS.subarray(0, 18), new Uint8Array(3), false))).toBe('FF_E_EXTENT');
    expect(codeOf(() => loose.scanNumbers(LAYOUT_WORDS, new Uint8Array(4), false))).toBe('FF_E_ARGUMENT');
    expect(codeOf(() => loose.scanNumbers(LAYOUT_WORDS.subarray(0, 18), 'x', false))).toBe('FF_E_ARGUMENT');
  });

  it('takes one plan and no more', async () => {
    const source = openFileSource(longFile(9));
    const pass = addon.startPass(source.descriptor, source.size)!;
    const plan = (): void => {
      addon.planPass(pass, LAYOUT_WORDS, new Float64Array(0), false, new Uint8Array(0), new Float64Array(0));
    };
    plan();
    expect(codeOf(plan)).toBe('FF_E_ARGUMENT');
    expect(await pass.done).not.toBeNull();
    source.close();
  });

  it('ends without a plan when it is stopped', async () => {
    const source = openFileSource(longFile(10));
    const pass = addon.startPass(source.descriptor, source.size)!;
    await setTimeout(20);
    addon.stopPass(pass);
    expect(await pass.done).toBeNull();
    source.close();
  });

  it('is told extents by the index of their layout', () => {
    const [first] = LAYOUTS;
    const extent = { index: 7, fileOffset: 64, bytes: 128, typeId: first![1].type.id, rowBytes: 32 };
    expect([...extentNumbers([extent])]).toEqual([64, 128, 0, 32]);
  });
});

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'FF_OK';
  } catch (error) {
    return nativeCode(error) ?? String(error);
  }
}
