/** Where headers are looked for: where something begins, up to where looking ends, and nowhere twice. */
import { describe, expect, it } from 'vitest';
import { afterTheEnd, inBytes } from '../../../../corpus/hiddenCases.ts';
import { ARCHITECTURE, ggufBytes, text, u64 } from '../../../../corpus/ggufBytes.ts';
import { PAYLOADS } from '../../../../corpus/payloads.ts';
import { hiddenInUnused } from '../../../../src/checks/hidden/hiddenFindings.ts';
import { scanRegion } from '../../../../src/checks/hidden/scan.ts';
import type { ByteSource } from '../../../../src/core/byteSource.ts';
import type { Finding } from '../../../../src/core/finding.ts';
import { parseGguf } from '../../../../src/gguf/parse.ts';
import { bufferSource } from '../../../../src/gguf/source.ts';
import { hiddenInBytes } from '../../../support/hidden.ts';

const KIB = 1024;
const SCRIPT = '#!/bin/sh\nexit 0\n';

const latin1 = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'latin1'));

const offsetsOf = (bytes: Uint8Array): readonly (number | undefined)[] =>
  hiddenInBytes(bytes).map(({ offset }) => offset);

describe('a script', () => {
  it('among bytes that belong to nothing begins with them or after a zero', () => {
    const { length } = ggufBytes();
    expect(offsetsOf(afterTheEnd(latin1(SCRIPT)))).toEqual([length]);
    expect(offsetsOf(afterTheEnd(latin1(`abc\0${SCRIPT}`)))).toEqual([length + 4]);
    expect(offsetsOf(afterTheEnd(latin1(`abc${SCRIPT}\0`)))).toEqual([]);
  });

  it('in the metadata begins after a length that the rest of it can hold', () => {
    const lengthBefore = (length: number): readonly (number | undefined)[] =>
      offsetsOf(inBytes('u8', Uint8Array.of(...u64(BigInt(length)), ...latin1(SCRIPT))));
    const file = inBytes('u8', Uint8Array.of(...u64(1n), ...latin1(SCRIPT)));
    const at = Buffer.from(file).indexOf(SCRIPT);
    const left = parseGguf(bufferSource(file)).file!.metadataBytes - at;
    expect([lengthBefore(1), lengthBefore(left)]).toEqual([[at], [at]]);
    expect([lengthBefore(0), lengthBefore(left + 1), lengthBefore(left + 10)]).toEqual([[], [], []]);
  });

  it('may be the last thing in the metadata', () => {
    const file = ggufBytes({ metadata: [ARCHITECTURE, ['x', text(SCRIPT)]], tensors: [] });
    expect(offsetsOf(file)).toEqual([file.length - SCRIPT.length]);
  });
});

describe('bytes that belong to nothing', () => {
  const ELF = PAYLOADS.find(({ format }) => format === 'ELF')!.bytes;
  /** As many bytes as `size`, with an ELF at each of `places`. */
  const source = (size: number, places: readonly number[]): ByteSource => ({
    size,
    name: 'test',
    read: (offset, into) => {
      into.fill(0x55);
      for (const place of places)
        for (let i = 0; i < ELF.length; i++) {
          const at = place + i - offset;
          if (at >= 0 && at < into.length) into[at] = ELF[i]!;
        }
    },
  });
  const region = (rule: string, offset: number, length: number): Finding => ({
    ...{ rule, severity: 'error', message: '', offset, length },
  });

  it('are looked at up to the limit on padding, and after the last tensor up to the same again', () => {
    const [before, padding, trailing] = [8 * KIB, 40 * KIB, 80 * KIB];
    const findings = [
      region('gguf/nonzero-padding', before, padding),
      region('gguf/trailing-bytes', before + padding, trailing),
    ];
    const of = (...places: readonly number[]): readonly (number | undefined)[] =>
      hiddenInUnused(source(before + padding + trailing, places), { findings, unused: [] }, 'strict', {
        paddingScanBytes: 64 * KIB,
      }).map(({ offset }) => offset);
    const last = (48 + 64) * KIB;
    expect(of(47 * KIB, last - 64)).toEqual([47 * KIB, last - 64]);
    expect(of(last)).toEqual([]);
  });

  it('are those that a finding has a place for', () => {
    const nowhere: Finding = { rule: 'gguf/trailing-bytes', severity: 'error', message: '' };
    const findings = [
      nowhere,
      { ...nowhere, offset: 0 },
      { ...nowhere, length: 9 },
      region('gguf/trailing-bytes', 100, 200),
    ];
    const all = hiddenInUnused(source(300, [150]), { findings, unused: [] }, 'strict');
    expect(all.map(({ offset, length }) => [offset, length])).toEqual([[150, 150]]);
  });
});

describe('a tar archive', () => {
  it('begins 257 bytes before its magic number, within the region', () => {
    const bytes = new Uint8Array(600);
    bytes.set(latin1('ustar\x0000'), 256);
    bytes.set(latin1('ustar\x0000'), 300);
    const offsets: number[] = [];
    scanRegion(
      bufferSource(bytes),
      { start: 0, end: 600 },
      () => false,
      (_signature, offset) => offsets.push(offset),
    );
    expect(offsets).toEqual([43]);
  });
});
