/**
 * Memory that runs out, at every allocation of every function of the addon in turn: an Error with a code, never the end of the process.
 * In a build with FF_FAILING_NEW: `native/sanitize.sh memory`.
 */
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpCase } from '../../../src/engine/engine.ts';
import { encodeFfp1, weightOrder } from '../../../src/model/ffp1.ts';
import { loadAddon, type LibraryHandle, type NativeAddon } from '../../../src/native/addon.ts';
import { libraryFile } from '../../../src/native/findLibrary.ts';
import { opProgram } from '../../../src/native/opProgram.ts';
import { nativeCode } from '../../../src/native/status.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { isBuilt, nativeDirectory } from '../../support/native.ts';
import { tinyModel } from './tinyModel.ts';

type FailingAddon = NativeAddon & { readonly failAfter: (allocations: number) => void };

const addon = isBuilt('cpu') ? (loadAddon(nativeDirectory) as FailingAddon) : null;

/** Far more than any function here needs; one that still fails then never ends. */
const MOST = 3000;

if (!addon || !('failAfter' in addon)) {
  it.skip('memory that runs out (left out: needs the build of `native/sanitize.sh memory`)', () => undefined);
} else {
  describe('with memory that runs out', () => {
    const path = join(nativeDirectory, libraryFile('cpu'));
    const library = addon.openLibrary(path);

    /** Fails every allocation of `call` in turn. Gives how many there are. */
    async function exhausted(call: () => unknown): Promise<number> {
      for (let n = 0; n < MOST; n++) {
        const code = await codeWith(n, call);
        if (code === 'done') return n;
        expect(code).toMatch(/^FF_E_MEMORY$|^FF_LIBRARY_OPEN$/);
      }
      throw new Error(`expected fewer than ${String(MOST)} allocations`);
    }

    async function codeWith(allocations: number, call: () => unknown): Promise<string> {
      addon?.failAfter(allocations);
      try {
        await call();
        return 'done';
      } catch (error) {
        return nativeCode(error) ?? String(error);
      } finally {
        addon?.failAfter(-1);
      }
    }

    const { program, source } = tinyModel();
    const order = weightOrder(program);
    const ffp1 = encodeFfp1(program);
    const open = (threads = 2): ReturnType<NativeAddon['openSession']> =>
      addon.openSession(library, ffp1, 16, threads, (w, offset, into) => {
        source.read(order[w] ?? '', offset, into);
      });
    const ids = Int32Array.of(1, 2, 3);

    it.each<[string, () => unknown]>([
      ['openLibrary', (): LibraryHandle => addon.openLibrary(path)],
      [
        'programCheck',
        (): void => {
          addon.programCheck(library, ffp1);
        },
      ],
      [
        'openSession',
        (): void => {
          addon.close(open());
        },
      ],
      [
        'step',
        (): Promise<void> =>
          addon.step(session, ids, true, new Float32Array(48)).then(() => {
            addon.truncate(session, 0);
          }),
      ],
      [
        'trace',
        (): void => {
          addon.trace(session, ids, () => undefined);
          addon.truncate(session, 0);
        },
      ],
      ['runOp', (): string => runAttention()],
      ['scanNumbers', (): Float64Array => addon.scanNumbers(layout, new Uint8Array(64), false)],
      ['startPass and planPass', pass],
    ])('%s gives an error, and works again afterwards', async (_, call) => {
      expect(await exhausted(call)).toBeGreaterThan(0);
      await call();
    });

    it.each<[string, () => unknown]>([
      ['describe', (): string => addon.describe(library)],
      ['usage', (): unknown => addon.usage(session)],
      [
        'truncate',
        (): void => {
          addon.truncate(session, 0);
        },
      ],
      [
        'passPosition and stopPass',
        (): void => {
          addon.passPosition(stopped);
          addon.stopPass(stopped);
        },
      ],
    ])('%s needs none', async (_, call) => {
      expect(await codeWith(0, call)).toBe('done');
    });

    const session = open();
    const layout = Uint32Array.of(4, 1, 2, 0, 1, 0x7f000000, ...new Array<number>(12).fill(0));
    const file = join(temporaryFolder(), 'bytes');
    writeFileSync(file, new Uint8Array(2 << 20).fill(0xff));
    const descriptor = openSync(file, 'r');
    const started = addon.startPass(descriptor, 2 << 20);
    if (!started) throw new Error('expected a digest of this Node, found none');
    const stopped = started;
    addon.stopPass(stopped);

    async function pass(): Promise<void> {
      const handle = addon?.startPass(descriptor, 2 << 20);
      if (!handle || !addon) throw new Error('expected a pass, found none');
      try {
        // NaN in every tensor: each is told of.
        const extents = Float64Array.from(Array.from({ length: 100 }, (_, i) => [i * 4096, 4096, 0, 0]).flat());
        addon.planPass(handle, layout, extents, false, new Uint8Array(), Float64Array.of(0, 4096, 1 << 20, 2 << 20));
        await handle.done;
      } catch (error) {
        addon.stopPass(handle);
        await handle.done.catch(() => undefined);
        throw error;
      }
    }

    function runAttention(): string {
      const attrs = { nHead: 2, nHeadKv: 2, headDim: 8, scale: 1, cache: 0 };
      const input = new Float32Array(32);
      const c = { kind: 'attention', attrs, tokens: 2, past: 0, seed: 0, inputs: [input, input, input], weights: [] };
      const none = new Float32Array(0);
      const op = encodeFfp1(opProgram(c as unknown as OpCase));
      return addon?.runOp(library, op, 2, 0, [input, input, input], [], none, none, new Float32Array(32)) ?? '';
    }
  });
}
