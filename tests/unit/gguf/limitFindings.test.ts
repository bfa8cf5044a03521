/** What the parser says of a file beyond a limit, in full: no file of the corpus can, for its limits are not its own. */
import { describe, expect, it } from 'vitest';
import { ggufBytes } from '../../../corpus/ggufBytes.ts';
import { findingLine } from '../../../corpus/findings.ts';
import type { Limits } from '../../../src/gguf/limits.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';

const bytes = ggufBytes();

function said(limits: Partial<Limits>): readonly [sound: boolean, lines: readonly string[]] {
  const { file, findings } = parseGguf(bufferSource(bytes), { profile: 'strict', limits });
  return [file !== null, findings.map(findingLine)];
}

describe('a file beyond a limit', () => {
  it('is not read where it is larger than files may be', () => {
    const size = bytes.length;
    const line = `error | gguf/file-too-large |  | expected a file of at most ${String(size - 1)} bytes, found ${String(size)}`;
    expect(said({ fileBytes: size - 1 })).toEqual([false, [line]]);
    expect(said({ fileBytes: size })).toEqual([true, []]);
  });

  it.each([
    ['nKv', 'gguf/too-many-keys', 16],
    ['nTensors', 'gguf/too-many-tensors', 8],
  ] as const)('is not read on where %s is beyond it', (limit, rule, offset) => {
    const count = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(offset, true));
    expect(said({ [limit]: count })).toEqual([true, []]);
    const line = `error | ${rule} | header@${String(offset)}+8 | expected at most ${String(count - 1)}, found ${String(count)}`;
    expect(said({ [limit]: count - 1 })).toEqual([false, [line]]);
  });
});
