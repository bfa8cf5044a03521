/** The native pass beside an addon that says what the test wants: how it is driven, not what it reads. */
import { describe, expect, it } from 'vitest';
import { LAYOUT_WORDS } from '../../../../src/checks/numbers/nativeScan.ts';
import { DEFECTS } from '../../../../src/checks/numbers/tally.ts';
import type { PassOptions, PassPlan, StartedPass } from '../../../../src/checks/pass/filePass.ts';
import { beginNativePass, passAddon } from '../../../../src/checks/pass/nativePass.ts';
import type { FileSource } from '../../../../src/gguf/source.ts';
import { tensorType } from '../../../../src/gguf/tensorTypes.ts';
import type { NativeAddon, NativePassResult, PassHandle } from '../../../../src/native/addon.ts';
import { temporaryFolder } from '../../../support/cli.ts';
import { planWith } from '../../../support/passPlans.ts';

const SOURCE = { descriptor: 7, size: 1000, name: 'a.gguf' } as FileSource;
const DIGEST = { sha256: Uint8Array.of(0xab, 0x01), tallies: new Float64Array(), kept: Uint8Array.of(5) };

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

type Planned = readonly [bigEndian: boolean, head: Uint8Array, kept: Float64Array];

function fake(options: PassOptions = {}, plan: PassPlan = planWith()): Fake {
  const calls: (readonly unknown[])[] = [];
  const { promise, resolve, reject } = deferred<NativePassResult | null>();
  const handle = { done: promise } as PassHandle;
  const addon = {
    startPass: (descriptor: number, size: number) => {
      calls.push(['start', descriptor, size]);
      return handle;
    },
    planPass: (_: PassHandle, layouts: Uint32Array, extents: Float64Array, ...rest: Planned) => {
      const [bigEndian, head, kept] = rest;
      calls.push(['plan', layouts === LAYOUT_WORDS, [...extents], bigEndian, [...head], [...kept]]);
    },
    passPosition: () => 500,
    stopPass: () => {
      calls.push(['stop']);
      resolve(null);
    },
  } as unknown as NativeAddon;
  return { pass: beginNativePass(addon, SOURCE)!.follow(plan, options), calls, settle: resolve, fail: reject };
}

const failure = (code: string, errno: number, offset: number): Error =>
  Object.assign(new Error('read'), { code, errno, offset });

describe('a native pass', () => {
  it('is there only where the addon starts one, and where there is an addon', () => {
    const none = { startPass: () => null } as unknown as NativeAddon;
    expect(beginNativePass(none, SOURCE)).toBeNull();
    expect(passAddon(temporaryFolder())).toBeNull();
  });

  it('starts at once with its plan, and gives what the addon kept', async () => {
    const kept = [
      { start: 4, end: 9 },
      { start: 20, end: 21 },
    ];
    const { pass, calls, settle } = fake({}, planWith({ head: Uint8Array.of(1, 2), kept }));
    expect(calls).toEqual([
      ['start', 7, 1000],
      ['plan', true, [], false, [1, 2], [4, 9, 20, 21]],
    ]);
    settle(DIGEST);
    expect(await pass.result).toEqual({ sha256: 'ab01', tallies: [], kept: Uint8Array.of(5) });
    expect(calls).toHaveLength(2);
  });

  it('says which tensors to scan, in which order of bytes, and gives the tallies their tensors', async () => {
    const extent = { index: 9, fileOffset: 64, bytes: 8, typeId: tensorType('F32').id, rowBytes: 4 };
    const extents = [{ ...extent, index: 4, fileOffset: 0 }, extent];
    const { pass, calls, settle } = fake({}, planWith({ extents, littleEndian: false }));
    const numbers = DEFECTS.map((_, i) => i + 1);
    settle({ ...DIGEST, tallies: Float64Array.from([1, 1, 2, 3, 4, 0, 0, 0, ...numbers, ...numbers]) });
    expect((await pass.result)?.tallies).toEqual([
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
    expect(await pass.result).toBeNull();
  });

  it('is stopped by a signal, before it starts or later, and once', async () => {
    const early = fake({ signal: AbortSignal.abort() });
    expect(early.calls.map(([what]) => what)).toEqual(['start', 'stop', 'plan']);
    const controller = new AbortController();
    const late = fake({ signal: controller.signal });
    expect(late.calls.map(([what]) => what)).toEqual(['start', 'plan']);
    controller.abort();
    controller.signal.dispatchEvent(new Event('abort'));
    expect(late.calls.map(([what]) => what)).toEqual(['start', 'plan', 'stop']);
    expect(await late.pass.result).toBeNull();
  });

  it('is not stopped by a signal that comes when it has ended', async () => {
    const controller = new AbortController();
    const { pass, calls, settle } = fake({ signal: controller.signal });
    settle(DIGEST);
    await pass.result;
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
    await pass.result;
    const before = told.length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([told[0], told.length]).toEqual([500, before]);
  });

  it('is closed when it has stopped, and whoever closes it does not learn how it ended', async () => {
    const { pass, calls } = fake();
    await pass.close();
    expect(calls.map(([what]) => what)).toEqual(['start', 'plan', 'stop']);
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
    const thrown: unknown = await pass.result.catch((e: unknown) => e);
    expect(thrown).toMatchObject(expected);
    if (expected.code === 'io/shrank') expect((thrown as Error).message).toContain('bytes 300 to 1000');
    if (expected.code === 'io/unreadable') {
      expect((thrown as Error).message).toBe('cannot read "a.gguf"');
      expect((thrown as Error).cause).toBe(error);
    }
  });
});
