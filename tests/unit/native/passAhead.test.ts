/** The native pass reads before it is told what to do: what it gives is of the bytes that were judged, or it says that they changed. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../../corpus/ggufBytes.ts';
import { extentsOf } from '../../../src/checks/numbers/tensorScan.ts';
import { FilePass, PIECE_BYTES } from '../../../src/checks/pass/filePass.ts';
import { beginNativePass } from '../../../src/checks/pass/nativePass.ts';
import type { IoError } from '../../../src/core/errors.ts';
import { Rng } from '../../../src/core/rng.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { openFileSource } from '../../../src/gguf/source.ts';
import { loadAddon, type PassHandle } from '../../../src/native/addon.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { describeNative, nativeDirectory } from '../../support/native.ts';
import { planWith } from '../../support/passPlans.ts';

describeNative('a pass that reads ahead', () => {
  const addon = loadAddon(nativeDirectory);
  const folder = temporaryFolder();

  /** A file of five pieces and some more. */
  function noise(): string {
    const path = join(folder, 'noise');
    writeFileSync(path, new Rng(1).bytes(new Uint8Array(5 * PIECE_BYTES + 99)));
    return path;
  }

  /** Waits until so many pieces have been read, and only then lets anybody say what to do. */
  const startedWith =
    (pieces: number) =>
    (descriptor: number, size: number): PassHandle | null => {
      const handle = addon.startPass(descriptor, size);
      while (handle && addon.passPosition(handle) < pieces * PIECE_BYTES);
      return handle;
    };

  it('gives the digest of the head that was judged, or says that the file changed, whenever it is told', async () => {
    const path = noise();
    const before = readFileSync(path);
    const head = new Uint8Array(before.subarray(0, PIECE_BYTES + 77));
    const sha256 = createHash('sha256').update(before).digest('hex');
    const kept = [
      { start: 0, end: 4 },
      { start: head.length - 2, end: head.length + 2 },
    ];
    const outcomes = new Set<string>();
    for (const pieces of [0, 1, 2, 2]) {
      writeFileSync(path, new Uint8Array(PIECE_BYTES + 77), { flag: 'r+' });
      const source = openFileSource(path);
      const pass = beginNativePass({ ...addon, startPass: startedWith(pieces) }, source)!;
      const { result } = pass.follow(planWith({ head, kept }), {});
      outcomes.add(
        await result.then(
          (done) => {
            expect([...done!.kept]).toEqual(kept.flatMap(({ start, end }) => [...before.subarray(start, end)]));
            return done!.sha256;
          },
          (error: unknown) => (error as IoError).code,
        ),
      );
      await pass.close();
      source.close();
    }
    expect([...outcomes].filter((outcome) => outcome !== sha256)).toEqual(['io/changed']);
  });

  it('compares what was read with the head byte by byte, and no byte behind it', async () => {
    const path = noise();
    const bytes = readFileSync(path);
    const source = openFileSource(path);
    for (const [at, outcome] of [
      [0, 'io/changed'],
      [PIECE_BYTES - 1, 'io/changed'],
      [PIECE_BYTES, 'io/changed'],
      [PIECE_BYTES + 76, 'io/changed'],
      [null, createHash('sha256').update(bytes).digest('hex')],
    ] as const) {
      const head = new Uint8Array(bytes.subarray(0, PIECE_BYTES + 77));
      if (at !== null) head[at]! ^= 1;
      const pass = beginNativePass({ ...addon, startPass: startedWith(2) }, source)!;
      const done = pass.follow(planWith({ head }), {}).result.then(
        (result) => result!.sha256,
        (error: unknown) => (error as IoError).code,
      );
      expect([at, await done]).toEqual([at, outcome]);
    }
    source.close();
  });

  it('reads ahead as far as there is room, and waits there', async () => {
    const path = join(folder, 'more-than-there-is-room-for');
    const room = 64 * PIECE_BYTES;
    const values = new Float32Array((room + 3 * PIECE_BYTES) / 4).map((_, i) => 1 + (i % 7));
    for (let i = 5; i < values.length; i += 99_991) values[i] = NaN;
    const data = new Uint8Array(values.buffer);
    writeFileSync(path, ggufBytes({ tensors: [tensor('a', { dims: [values.length], data })] }));
    const source = openFileSource(path);
    const plan = planWith({ extents: extentsOf(parseGguf(source).file!.tensors) });
    const handle = addon.startPass(source.descriptor, source.size)!;
    while (addon.passPosition(handle) < room) await setTimeout(1);
    await setTimeout(20);
    expect(addon.passPosition(handle)).toBe(room);
    const pass = beginNativePass({ ...addon, startPass: () => handle }, source)!;
    const other = new FilePass(source, plan);
    other.steps(Infinity);
    expect(await pass.follow(plan, {}).result).toEqual(other.result());
    source.close();
  });
});
