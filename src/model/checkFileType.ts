/** `general.file_type` against the types that the tensors have. */
import { getUint } from '../gguf/metadata.ts';
import type { GgufFile, GgufValue } from '../gguf/types.ts';
import { reportKey } from './arch/keys.ts';
import type { Findings } from '../core/findings.ts';

/**
 * The types of which a file of each file type holds at least one matrix, by the numbers of llama.cpp's `llama_ftype`. Where a matrix's
 * rows do not divide into blocks, quantisers fall back to another type: that is why this is a warning.
 */
const TYPES: ReadonlyMap<number, readonly string[]> = new Map([
  [0, ['F32']],
  [1, ['F16']],
  [2, ['Q4_0']],
  [3, ['Q4_1']],
  [7, ['Q8_0']],
  [8, ['Q5_0']],
  [9, ['Q5_1']],
  [10, ['Q2_K', 'Q3_K']],
  [11, ['Q3_K']],
  [12, ['Q3_K', 'Q4_K', 'Q5_K']],
  [13, ['Q3_K', 'Q5_K']],
  [14, ['Q4_K', 'Q5_K']],
  [15, ['Q4_K', 'Q6_K']],
  [16, ['Q5_K']],
  [17, ['Q5_K', 'Q6_K']],
  [18, ['Q6_K']],
  [19, ['IQ2_XXS']],
  [20, ['IQ2_XS']],
  [21, ['Q2_K', 'Q3_K']],
  [22, ['IQ3_S', 'IQ3_XXS']],
  [23, ['IQ3_XXS']],
  [24, ['IQ1_S']],
  [25, ['IQ4_NL']],
  [26, ['IQ3_S']],
  [27, ['IQ3_S', 'Q4_K']],
  [28, ['IQ2_S', 'IQ2_XS']],
  [29, ['IQ2_S']],
  [30, ['IQ4_XS']],
  [31, ['IQ1_M']],
  [32, ['BF16']],
  [36, ['TQ1_0']],
  [37, ['TQ2_0']],
  [38, ['MXFP4']],
  [39, ['NVFP4']],
  [40, ['Q1_0']],
  [41, ['Q2_0']],
]);

/** Set beside the number where a tool guessed it. */
const GUESSED = 1024;

/** Reports a file type that nobody defines, or of whose types the file holds no matrix. Nothing where the file has no such key. */
export function checkFileType({ metadata, tensors }: GgufFile, findings: Findings): void {
  const key = 'general.file_type';
  if (!metadata.has(key) || tensors.length === 0) return;
  const { type: written } = metadata.get(key) as GgufValue;
  if (written !== 'u32') {
    reportKey(findings, 'model/key-type', key, `expected u32, found ${written}`);
    return;
  }
  const value = getUint(metadata, key);
  const types = value === undefined ? undefined : TYPES.get(value & ~GUESSED);
  const path = `metadata["${key}"]`;
  if (!types) {
    findings.report('model/file-type', () => ({
      message: `${key}: expected a file type of llama.cpp, found ${String(value)}`,
      path,
    }));
    return;
  }
  const held = new Set(tensors.filter(({ dims }) => dims.length > 1).map(({ type }) => type.name));
  if (held.size === 0 || types.some((type) => held.has(type))) return;
  const expected = `a matrix of ${types.join(' or ')} as file type ${String(value)} says`;
  findings.report('model/file-type', () => ({
    message: `${key}: expected ${expected}, found ${[...held].join(', ')}`,
    path,
  }));
}
