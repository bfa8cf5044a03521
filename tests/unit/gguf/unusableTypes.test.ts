import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../../corpus/ggufBytes.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';

/** Findings of a table whose rows have these types. */
function found(...ids: readonly number[]): readonly Finding[] {
  const tensors = ids.map((type, i) => tensor(`t${String(i)}`, { type }));
  return parseGguf(bufferSource(ggufBytes({ tensors }))).findings;
}

describe('a type that nobody can read', () => {
  it('is told once, at its first row, with a count', () => {
    expect(found(0, 139, 0, 139, 36, 139).map(({ rule, path, message }) => [rule, path, message])).toEqual([
      [
        'gguf/unknown-tensor-type',
        'tensors[1]',
        'expected a tensor type that is in use, found type 139 (ik_llama.cpp’s IQ4_K: llama.cpp cannot read it) in tensor "t1", and in 2 more',
      ],
      [
        'gguf/removed-tensor-type',
        'tensors[4]',
        'expected a tensor type that is in use, found the removed type 36 (I2_S of BitNet’s fork: only bitnet.cpp reads it) in tensor "t4"',
      ],
    ]);
  });

  it('is told a hundred times at most, and every row is counted', () => {
    const findings = found(...Array.from({ length: 150 }, (_, i) => 1000 + i));
    expect(findings).toHaveLength(100);
    expect(findings[99]!.message).toMatch(/type 1099 in tensor "t99", and in 50 more$/);
  });

  it('is told where the reading stops behind it', () => {
    const tensors = [tensor('a', { type: 139 }), tensor('b', { dims: new Array<number>(65).fill(1) })];
    const { findings } = parseGguf(bufferSource(ggufBytes({ tensors })));
    expect(findings.map(({ rule }) => rule)).toEqual(['gguf/bad-dimension-count', 'gguf/unknown-tensor-type']);
  });

  it('is none that somebody can', () => {
    expect(found(0, 0)).toEqual([]);
  });
});
