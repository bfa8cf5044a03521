import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../../corpus/ggufBytes.ts';
import { foreignType } from '../../../src/gguf/foreignTypes.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { REMOVED_TENSOR_TYPES, TENSOR_TYPES } from '../../../src/gguf/tensorTypes.ts';

describe('a type that llama.cpp does not know', () => {
  it.each([
    [139, /^ik_llama\.cpp’s IQ4_K:/],
    [152, /^ik_llama\.cpp’s IQ5_KS:/],
    [337, /^ik_llama\.cpp’s IQ2_K_R4:/],
    [36, /^I2_S of BitNet/],
    [4, /^ollama’s MXFP4/],
    [31, /^Q4_0_4_4/],
  ])('of id %d is named by who writes it', (id, name) => {
    expect(foreignType(id)).toMatch(name);
    const { findings } = parseGguf(bufferSource(ggufBytes({ tensors: [tensor('a', { type: id })] })));
    expect(findings.map(({ message }) => message).join()).toContain(foreignType(id)!);
  });

  it('is nobody’s where nobody gave it out', () => {
    for (const id of [5, 43, 96, 100, 159, 400, -1, 0.5]) expect(foreignType(id)).toBeNull();
  });

  it('is never one that llama.cpp reads', () => {
    for (const { id } of TENSOR_TYPES) expect([id, foreignType(id)]).toEqual([id, null]);
  });

  it('is one of those that were removed, or was never given out', () => {
    const named = Array.from({ length: 512 }, (_, id) => id).filter((id) => foreignType(id) !== null && id < 64);
    expect(named.filter((id) => !REMOVED_TENSOR_TYPES.has(id))).toEqual([]);
  });
});
