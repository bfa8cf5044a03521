/** The reader of fat binaries that decides whether a build of the kernels holds PTX. */
import { describe, expect, it } from 'vitest';

interface Entry {
  readonly kind: string;
  readonly arch: number;
}

const { entriesOf } = (await import(new URL('../../../kernels/fatbin.mjs', import.meta.url).href)) as {
  entriesOf: (bytes: Uint8Array) => readonly Entry[];
};

const ENTRY_BYTES = 64;

/** A fat binary with entries of [kind, arch], each with 8 bytes of payload. */
function fatbin(entries: readonly (readonly [kind: number, arch: number])[]): Uint8Array {
  const each = ENTRY_BYTES + 8;
  const bytes = new Uint8Array(16 + entries.length * each);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xba55ed50, true);
  view.setUint16(4, 1, true);
  view.setUint16(6, 16, true);
  view.setBigUint64(8, BigInt(entries.length * each), true);
  entries.forEach(([kind, arch], i) => {
    const at = 16 + i * each;
    view.setUint16(at, kind, true);
    view.setUint32(at + 4, ENTRY_BYTES, true);
    view.setBigUint64(at + 8, 8n, true);
    view.setUint32(at + 28, arch, true);
  });
  return bytes;
}

describe('a fat binary', () => {
  it('is read entry by entry', () => {
    const bytes = fatbin([
      [2, 80],
      [2, 90],
      [1, 90],
    ]);
    expect(entriesOf(bytes)).toEqual([
      { kind: 'elf', arch: 80 },
      { kind: 'elf', arch: 90 },
      { kind: 'ptx', arch: 90 },
    ]);
  });

  it('is refused without its magic number', () => {
    expect(() => entriesOf(new Uint8Array(64))).toThrow('magic');
    expect(() => entriesOf(new Uint8Array(3))).toThrow('magic');
  });

  it('is refused when cut anywhere', () => {
    const whole = fatbin([
      [2, 80],
      [2, 90],
    ]);
    for (let length = 0; length < whole.length; length++) {
      expect(() => entriesOf(whole.subarray(0, length)), `${String(length)} bytes`).toThrow(RangeError);
    }
  });

  it('is refused when an entry is of an unknown kind, or longer than the file', () => {
    expect(() => entriesOf(fatbin([[7, 90]]))).toThrow('known kind');
    const long = fatbin([[2, 90]]);
    new DataView(long.buffer).setBigUint64(24, 1n << 40n, true);
    expect(() => entriesOf(long)).toThrow('known kind and size');
  });
});
