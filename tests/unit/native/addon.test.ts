/** The addon believes no receiver and no argument. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { encodeFfp1 } from '../../../src/model/ffp1.ts';
import type { NativeAddon, ReadWeight } from '../../../src/native/addon.ts';
import { NATIVE_DIRECTORY } from '../../../src/native/findLibrary.ts';
import { openNativeEngine } from '../../../src/native/nativeEngine.ts';
import { engineCode, nativeCode, NATIVE_CODES, toEngineError } from '../../../src/native/status.ts';
import { describeNative, nativeDirectory, openRaw } from '../../support/native.ts';
import { tinyModel } from './tinyModel.ts';

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'FF_OK';
  } catch (error) {
    return nativeCode(error) ?? String(error);
  }
}

describeNative('the addon', () => {
  const { addon, library } = openRaw('cpu');
  const { program, source } = tinyModel();
  const ffp1 = encodeFfp1(program);
  const order = [...program.weights.keys()];
  const read: ReadWeight = (w, offset, into) => {
    source.read(order[w] ?? '', offset, into);
  };
  const session = addon.openSession(library, ffp1, 8, 1, read);
  /** Every function, with arguments of any type. */
  const loose = addon as unknown as Record<keyof NativeAddon, (...args: readonly unknown[]) => unknown>;
  const WRONG: readonly unknown[] = [
    undefined,
    null,
    0,
    'x',
    {},
    [],
    Object.create(library),
    new Proxy(library, {}),
    () => 0,
    Symbol('s'),
    1n,
  ];

  it('unwraps only its own handles, each where it belongs', () => {
    const withoutHandle = ['openLibrary', 'scanNumbers', 'startPass'];
    const functions = Object.keys(loose).filter((f) => !withoutHandle.includes(f)) as (keyof NativeAddon)[];
    expect(functions.length).toBe(12);
    for (const f of functions) {
      const wantsLibrary = ['describe', 'programCheck', 'runOp', 'openSession'].includes(f);
      for (const handle of [...WRONG, wantsLibrary ? session : library]) {
        expect(codeOf(() => loose[f](handle, ffp1, 1, 1, [], [], [], [], []))).toBe('FF_E_ARGUMENT');
      }
    }
  });

  it('opens only libraries of this ABI, by an absolute path', () => {
    for (const path of [...WRONG, 'libff_cpu.so', './libff_cpu.so', '', '/\0/x'])
      expect(codeOf(() => loose.openLibrary(path))).toBe('FF_E_ARGUMENT');
    expect(codeOf(() => loose.openLibrary('/nowhere/libff.so'))).toBe('FF_LIBRARY_OPEN');
    // A library that loads and is no engine: the addon itself.
    expect(codeOf(() => loose.openLibrary(join(nativeDirectory, 'ff_addon.node')))).toBe('FF_LIBRARY_ABI');
  });

  it('takes typed arrays of the right type over private memory only', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(ffp1.length));
    for (const bytes of [
      ...WRONG,
      new Int8Array(4),
      new Float32Array(4),
      new DataView(new ArrayBuffer(8)),
      new ArrayBuffer(8),
      shared,
    ]) {
      expect(codeOf(() => loose.programCheck(library, bytes))).toBe('FF_E_ARGUMENT');
      expect(codeOf(() => loose.openSession(library, bytes, 8, 1, () => 0))).toBe('FF_E_ARGUMENT');
    }
    for (const tokens of [
      ...WRONG,
      new Uint32Array(1),
      new Float32Array(1),
      new Int32Array(new SharedArrayBuffer(4)),
    ]) {
      expect(codeOf(() => loose.step(session, tokens, true, new Float32Array(48)))).toBe('FF_E_ARGUMENT');
      expect(codeOf(() => loose.trace(session, tokens, () => 0))).toBe('FF_E_ARGUMENT');
    }
    expect(codeOf(() => loose.step(session, Int32Array.of(1), 1, new Float32Array(48)))).toBe('FF_E_ARGUMENT');
    expect(codeOf(() => loose.step(session, Int32Array.of(1), true, new Float64Array(48)))).toBe('FF_E_ARGUMENT');
  });

  it('takes numbers only as whole numbers of 32 bits', () => {
    for (const n of [...WRONG.filter((x) => x !== 0), -1, 1.5, NaN, Infinity, 2 ** 32]) {
      expect(codeOf(() => loose.truncate(session, n))).toBe('FF_E_ARGUMENT');
      expect(codeOf(() => loose.openSession(library, ffp1, n, 1, () => 0))).toBe('FF_E_ARGUMENT');
      expect(
        codeOf(() =>
          loose.runOp(library, ffp1, n, 0, [], [], new Float32Array(0), new Float32Array(0), new Float32Array(0)),
        ),
      ).toBe('FF_E_ARGUMENT');
    }
  });

  it('survives a getter among the operands that throws, or detaches a buffer', () => {
    const planted = new Error('planted');
    const throwing = Object.defineProperty([], 0, {
      get: () => {
        throw planted;
      },
    });
    const none = new Float32Array(0);
    expect(() => loose.runOp(library, ffp1, 1, 0, throwing, [], none, none, none)).toThrow(planted);
    const output = new Float32Array(64);
    const detaching = Object.defineProperty([], 0, {
      get: () => {
        structuredClone(output.buffer, { transfer: [output.buffer] });
        return none;
      },
    });
    expect(codeOf(() => loose.runOp(library, ffp1, 1, 0, detaching, [], none, none, output))).not.toBe('FF_OK');
  });

  it('fills the logits that it was given, unless they were taken away', async () => {
    const logits = new Float32Array(48);
    const flight = addon.step(session, Int32Array.of(1), true, logits);
    structuredClone(logits.buffer, { transfer: [logits.buffer] });
    await expect(flight).rejects.toMatchObject({ code: 'FF_E_ARGUMENT' });
    await expect(addon.step(session, Int32Array.of(1), true, new Float32Array(47))).rejects.toMatchObject({
      code: 'FF_E_EXTENT',
    });
    await expect(addon.step(session, new Int32Array(0), true, new Float32Array(48))).rejects.toMatchObject({
      code: 'FF_E_STATE',
    });
  });

  it('refuses a step past the context, which the engine would not make', async () => {
    const logits = new Float32Array(48);
    addon.truncate(session, 0);
    await expect(addon.step(session, new Int32Array(9), true, logits)).rejects.toMatchObject({ code: 'FF_E_STATE' });
  });

  it('closes sessions that nobody closed', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const threads = (): number => readdirSync('/proc/self/task').length;
    const before = threads();
    for (let i = 0; i < 20; i++) addon.openSession(library, ffp1, 64, 3, read);
    expect(threads()).toBeGreaterThanOrEqual(before + 2);
    // A finalizer runs some turns after the collection that found the session.
    for (let turn = 0; turn < 100 && threads() > before; turn++) {
      collect();
      await setImmediate();
    }
    expect(threads()).toBeLessThanOrEqual(before);
  });
});

describe('the codes of native refusals', () => {
  it('name every status at every door', () => {
    for (const door of ['library', 'op', 'load', 'step'] as const) {
      for (const code of NATIVE_CODES) expect(engineCode(door, code)).toMatch(/^[a-z]+\/[a-z-]+$/);
    }
    expect(engineCode('op', 'FF_E_TYPE')).toBe('op/unsupported');
    expect(engineCode('op', 'FF_E_ALIAS')).toBe('op/argument');
    expect(engineCode('step', 'FF_E_TOKEN')).toBe('step/token-range');
  });

  it("leave errors alone that are not the addon's", () => {
    const other = Object.assign(new Error('x'), { code: 'ENOENT' });
    expect(toEngineError('op', other)).toBe(other);
    expect(toEngineError('op', 'text')).toBe('text');
  });

  it('say what to run when nothing is built', () => {
    const open = (): unknown => openNativeEngine('cpu', { directory: join(NATIVE_DIRECTORY, 'not-built') });
    expect(open).toThrow(
      expect.objectContaining({
        code: 'engine/not-built',
        message: expect.stringContaining('npm run build:native') as string,
      }) as Error,
    );
  });
});
