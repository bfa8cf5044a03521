/** The native pass beside an addon that says what the test wants: how it is driven, not what it reads. */
import { describe, expect, it } from 'vitest';
import { LAYOUT_WORDS } from '../../../../src/checks/numbers/nativeScan.ts';
import { DEFECTS } from '../../../../src/checks/numbers/tally.ts';
import type { PassOptions, StartedPass } from '../../../../src/checks/pass/filePass.ts';
import { nativePass, passAddon } from '../../../../src/checks/pass/nativePass.ts';
import type { FileSource } from '../../../../src/gguf/source.ts';
import { tensorType } from '../../../../src/gguf/tensorTypes.ts';
import type { NativeAddon, NativePassResult, PassHandle } from '../../../../src/native/addon.ts';
import { temporaryFolder } from '../../../support/cli.ts';

const SOURCE = { descriptor: 7, size: 1000, name: 'a.gguf' } as FileSource;
const DIGEST = { sha256: Uint8Array.of(0xab, 0x01), tallies: new Float64Array() };

interface Fake {
  readonly pass: StartedPass;
  readonly calls: (readonly unknown[])[];
  readonly settle: (result: NativePassResult | null) => void;
  readonly fail: (error: Error) => void;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((fulfil, refuse) => {
    [resolve, reject] = [fulfil, refuse];
  });
  return { promise, resolve, reject };
}

function fake(options: PassOptions = {}): Fake {
  const calls: (readonly unknown[])[] = [];
  const { promise, resolve, reject } = deferred<NativePassResult | null>();
  const handle = { done: promise } as PassHandle;
  const addon = {
    startPass: (descriptor: number, size: number) => {
      calls.push(['start', descriptor, size]);
      return handle;
    },
    planPass: (_: PassHandle, layouts: Uint32Array, extents: Float64Array, bigEndian: boolean) => {
      calls.push(['plan', layouts === LAYOUT_WORDS, [...extents], bigEndian]);
    },
    passPosition: () => 500,
    stopPass: () => {
      calls.push(['stop']);
      resolve(null);
    },
  } as unknown as NativeAddon;
  return { pass: nativePass(addon, SOURCE, options)!, calls, settle: resolve, fail: reject };
}

const failure = (code: string, errno: number, offset: number): Error =>
  Object.assign(new Error('read'), { code, errno, offset });

describe('a native pass', () => {
  it('is there only where the addon starts one, and where there is an addon', () => {
    const none = { startPass: () => null } as unknown as NativeAddon;
    expect(nativePass(none, SOURCE, {})).toBeNull();
    expect(passAddon(temporaryFolder())).toBeNull();
  });

  it('starts at once, and scans nothing where there is no plan', async () => {
    const { pass, calls, settle } = fake();
    expect(calls).toEqual([['start', 7, 1000]]);
    const finished = pass.finish(null);
    settle(DIGEST);
    expect(await finished).toEqual({ sha256: 'ab01', tallies: [] });
    expect(calls.slice(1)).toEqual([['plan', true, [], false]]);
  });

  it('says which tensors to scan, in which order of bytes, and gives the tallies their tensors', async () => {
    const { pass, calls, settle } = fake();
    const extent = { index: 9, fileOffset: 64, bytes: 8, typeId: tensorType('F32').id, rowBytes: 4 };
    const finished = pass.finish({ extents: [{ ...extent, index: 4, fileOffset: 0 }, extent], littleEndian: false });
    const numbers = DEFECTS.map((_, i) => i + 1);
    settle({ ...DIGEST, tallies: Float64Array.from([1, 1, 2, 3, 4, 0, 0, 0, ...numbers, ...numbers]) });
    expect((await finished)?.tallies).toEqual([
      {
        index: 9,
        tally: { bits: 2, nonZeros: 3, greatest: [4, 0, 0, 0], counts: numbers, firsts: numbers },
        repeats: true,
      },
    ]);
    const [, , sent, bigEndian] = calls[1]!;
    expect((sent as number[]).filter((_, i) => i % 4 !== 2)).toEqual([0, 8, 4, 64, 8, 4]);
    expect(bigEndian).toBe(true);
  });

  it('is null when it was stopped', async () => {
    const { pass, settle } = fake();
    settle(null);
    expect(await pass.finish(null)).toBeNull();
  });

  it('is stopped by a signal, before it starts or later, and once', async () => {
    const early = fake({ signal: AbortSignal.abort() });
    expect(early.calls.map(([what]) => what)).toEqual(['start', 'stop']);
    const controller = new AbortController();
    const late = fake({ signal: controller.signal });
    expect(late.calls.map(([what]) => what)).toEqual(['start']);
    controller.abort();
    controller.signal.dispatchEvent(new Event('abort'));
    expect(late.calls.map(([what]) => what)).toEqual(['start', 'stop']);
    expect(await late.pass.finish(null)).toBeNull();
  });

  it('is not stopped by a signal that comes when it has ended', async () => {
    const controller = new AbortController();
    const { pass, calls, settle } = fake({ signal: controller.signal });
    settle(DIGEST);
    await pass.finish(null);
    controller.abort();
    expect(calls.map(([what]) => what)).toEqual(['start', 'plan']);
  });

  it('tells its progress while it runs and not when it has ended', async () => {
    const told: number[] = [];
    const first = deferred<undefined>();
    const { pass, settle } = fake({
      onProgress: (bytes) => {
        told.push(bytes);
        first.resolve(undefined);
      },
    });
    await first.promise;
    settle(DIGEST);
    await pass.finish(null);
    const before = told.length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([told[0], told.length]).toEqual([500, before]);
  });

  it('is closed when it has stopped, and whoever closes it does not learn how it ended', async () => {
    const { pass, calls } = fake();
    await pass.close();
    expect(calls.map(([what]) => what)).toEqual(['start', 'stop']);
    const broken = fake();
    broken.fail(new Error('x'));
    await expect(broken.pass.close()).resolves.toBeUndefined();
  });

  it.each([
    ['the end of the file', 'FF_E_READ', 0, { code: 'io/shrank', path: 'a.gguf', offset: 300 }],
    ['a disc that does not answer', 'FF_E_READ', 5, { code: 'io/unreadable', path: 'a.gguf', offset: 300 }],
    ['anything else', 'FF_E_MEMORY', 0, { code: 'FF_E_MEMORY' }],
  ])('fails as reading by position does, at %s', async (_what, code, errno, expected) => {
    const { pass, fail } = fake();
    const error = failure(code, errno, 300);
    fail(error);
    const thrown: unknown = await pass.finish(null).catch((e: unknown) => e);
    expect(thrown).toMatchObject(expected);
    if (expected.code === 'io/shrank') expect((thrown as Error).message).toContain('bytes 300 to 1000');
    if (expected.code === 'io/unreadable') {
      expect((thrown as Error).message).toBe('cannot read "a.gguf"');
      expect((thrown as Error).cause).toBe(error);
    }
  });
});
