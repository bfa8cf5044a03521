import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FilePass, PIECE_BYTES } from '../../../../src/checks/pass/filePass.ts';
import { beginPass, passBy } from '../../../../src/checks/pass/startPass.ts';
import { bufferSource, openFileSource, type FileSource } from '../../../../src/gguf/source.ts';
import { tensorType } from '../../../../src/gguf/tensorTypes.ts';
import { temporaryFolder } from '../../../support/cli.ts';
import { NOTHING_TOLD, planWith } from '../../../support/passPlans.ts';

const folder = temporaryFolder();
const F32 = tensorType('F32').id;
const NAN = [0, 0, 0xc0, 0x7f];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** `length` bytes of floats that are sound, 0x3f3f3f3f each. */
function sound(length: number): Uint8Array {
  return new Uint8Array(length).fill(0x3f);
}

function fileSource(name: string, bytes: Uint8Array): FileSource {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return openFileSource(path);
}

describe('one read of a file', () => {
  it('is taken piece by piece, and says how far it is', () => {
    const bytes = sound(2 * PIECE_BYTES + 8);
    const pass = new FilePass(bufferSource(bytes), planWith());
    const seen = [[pass.position, pass.isDone]];
    for (let i = 0; i < 3; i++) {
      pass.steps(1);
      seen.push([pass.position, pass.isDone]);
    }
    expect(seen).toEqual([
      [0, false],
      [PIECE_BYTES, false],
      [2 * PIECE_BYTES, false],
      [2 * PIECE_BYTES + 8, true],
    ]);
    expect(pass.result()).toEqual({ sha256: sha256(bytes), ...NOTHING_TOLD });
  });

  it('reads each byte once, in pieces of the size it says', () => {
    const inner = bufferSource(sound(PIECE_BYTES + 4));
    const reads: (readonly [number, number])[] = [];
    const pass = new FilePass(
      {
        ...inner,
        read: (offset, into) => {
          reads.push([offset, into.length]);
          inner.read(offset, into);
        },
      },
      planWith(),
    );
    pass.steps(9);
    pass.steps(9);
    expect(reads).toEqual([
      [0, PIECE_BYTES],
      [PIECE_BYTES, 4],
    ]);
  });

  it('takes the head as it was read before, and reads what comes after it alone', () => {
    const bytes = sound(2 * PIECE_BYTES + 40);
    for (const known of [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 7, bytes.length]) {
      const reads: (readonly [number, number])[] = [];
      const other = bytes.slice().fill(0, 0, known);
      const source = bufferSource(other);
      const read = (offset: number, into: Uint8Array): void => {
        reads.push([offset, offset + into.length]);
        source.read(offset, into);
      };
      const pass = new FilePass({ ...source, read }, planWith({ head: bytes.subarray(0, known) }));
      pass.steps(3);
      // The source says zeros there now: what was parsed is what is hashed.
      expect([known, pass.result().sha256]).toEqual([known, sha256(bytes)]);
      expect([known, reads.every(([start]) => start >= known)]).toEqual([known, true]);
      expect([known, reads.reduce((sum, [start, end]) => sum + end - start, 0)]).toEqual([known, bytes.length - known]);
    }
  });

  it('of a head that is longer than the file takes what the file has', () => {
    const pass = new FilePass(bufferSource(sound(10)), planWith({ head: sound(30) }));
    pass.steps(1);
    expect(pass.result().sha256).toBe(sha256(sound(10)));
  });

  it('keeps the bytes that are asked for, out of the head and out of the rest', () => {
    const bytes = Uint8Array.from({ length: PIECE_BYTES + 100 }, (_, i) => i % 251);
    const kept = [
      { start: 3, end: 9 },
      { start: PIECE_BYTES - 5, end: PIECE_BYTES + 5 },
      { start: PIECE_BYTES + 90, end: PIECE_BYTES + 100 },
    ];
    const pass = new FilePass(bufferSource(bytes), planWith({ head: bytes.slice(0, 6), kept }));
    pass.steps(2);
    expect([...pass.result().kept]).toEqual(kept.flatMap(({ start, end }) => [...bytes.subarray(start, end)]));
  });

  it('of no bytes has the digest of no bytes', () => {
    const pass = new FilePass(bufferSource(new Uint8Array()), planWith());
    expect([pass.isDone, pass.result().sha256]).toEqual([true, sha256(new Uint8Array())]);
  });

  it('sees the number that lies across two pieces', () => {
    // Three bytes of the tensor's first number, a NaN, are the first piece's last, and no zeros.
    const at = PIECE_BYTES - 3;
    const bytes = new Uint8Array(PIECE_BYTES + 5);
    bytes.set(NAN, at);
    const extents = [{ index: 3, fileOffset: at, bytes: 8, typeId: F32, rowBytes: 0 }];
    const pass = new FilePass(bufferSource(bytes), planWith({ extents }));
    pass.steps(2);
    const [told] = pass.result().tallies;
    expect([told?.index, told?.tally.counts[0], told?.tally.firsts[0]]).toEqual([3, 1, 0]);
  });

  it('takes numbers in the order of bytes that the plan says', () => {
    const extents = [{ index: 0, fileOffset: 0, bytes: 4, typeId: F32, rowBytes: 0 }];
    const told = [true, false].map((littleEndian) => {
      const pass = new FilePass(bufferSource(Uint8Array.from(NAN.toReversed())), planWith({ extents, littleEndian }));
      pass.steps(1);
      return pass.result().tallies.map(({ tally }) => tally.counts[0]);
    });
    // 0x7fc00000 is a NaN; 0x0000c07f is a subnormal one.
    expect(told).toEqual([[0], [1]]);
  });
});

describe('a pass on this thread', () => {
  const MIB = 1 << 20;

  it('tells its progress every four pieces, and gives what was found', async () => {
    const bytes = sound(5 * MIB);
    const source = fileSource('five.bin', bytes);
    const told: number[] = [];
    const pass = passBy('here', source, planWith(), { onProgress: (n) => told.push(n) })!;
    const result = await pass.result;
    await pass.close();
    source.close();
    expect(told).toEqual([2 * MIB, 4 * MIB, 5 * MIB]);
    expect(result).toEqual({ sha256: sha256(bytes), ...NOTHING_TOLD });
  });

  it('stops where the signal does, and reads no further', async () => {
    const source = fileSource('stopped.bin', sound(5 * MIB));
    const controller = new AbortController();
    const told: number[] = [];
    const onProgress = (n: number): void => {
      told.push(n);
      controller.abort();
    };
    expect(await passBy('here', source, planWith(), { signal: controller.signal, onProgress })!.result).toBeNull();
    source.close();
    expect(told).toEqual([2 * MIB]);
  });

  it('is what a small file gets: nothing is read before this thread waits', async () => {
    const bytes = sound(MIB);
    const source = fileSource('small.bin', bytes);
    const told: number[] = [];
    const pass = beginPass(source).follow(planWith(), { onProgress: (n) => told.push(n) });
    expect(told).toEqual([]);
    expect((await pass.result)?.sha256).toBe(sha256(bytes));
    expect(told).toEqual([MIB]);
    source.close();
  });

  it('and the one that a file of many megabytes gets give the same', async () => {
    const bytes = sound(9 * MIB);
    bytes.set(NAN, 8 * MIB);
    const extents = [{ index: 0, fileOffset: MIB, bytes: 8 * MIB, typeId: F32, rowBytes: 0 }];
    const plan = planWith({ extents, kept: [{ start: 8 * MIB - 1, end: 8 * MIB + 4 }] });
    const source = fileSource('large.bin', bytes);
    const chosen = beginPass(source).follow(plan, {});
    const result = await chosen.result;
    await chosen.close();
    const here = await passBy('here', source, plan, {})!.result;
    source.close();
    expect(result).toEqual(here);
    expect([here?.sha256, here?.tallies[0]?.tally.counts[0]]).toEqual([sha256(bytes), 1]);
    expect([...here!.kept]).toEqual([0x3f, ...NAN]);
  });

  it('is the only one of code that is not built: a thread of Node runs no TypeScript', () => {
    const source = fileSource('no-thread.bin', sound(4));
    expect(passBy('thread', source, planWith(), {})).toBeNull();
    source.close();
  });
});
