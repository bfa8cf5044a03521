import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severityIn, type RuleInfo } from '../../src/core/finding.ts';
import { MAX_FINDINGS_PER_RULE } from '../../src/core/findings.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { ParseResult } from '../../src/gguf/parse.ts';
import { GGUF_RULES } from '../../src/gguf/rules.ts';
import type { GgufArray, GgufFile, Profile } from '../../src/gguf/types.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { ggufModel, mutation } from '../support/ggufArbitrary.ts';
import { countingSource } from '../../corpus/ggufBytes.ts';

const RULES: ReadonlyMap<string, RuleInfo> = new Map(GGUF_RULES.map((rule) => [rule.id, rule]));

// eslint-disable-next-line no-control-regex -- what no message may hold is the subject here
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u;

function walkArray(array: GgufArray): void {
  if ('bytesAt' in array && array.length > 0) array.bytesAt(array.length - 1);
  for (const element of array.values()) if (typeof element === 'object') walkArray(element);
}

/** Decodes everything: no view of a file that was accepted may throw or leave the file. */
function walk(file: GgufFile): void {
  for (const value of file.metadata.values()) {
    if (value.type === 'array') walkArray(value);
    else expect(value.value).toBeDefined();
  }
  for (const { fileOffset, bytes } of file.tensors) {
    expect(fileOffset).toBeGreaterThanOrEqual(file.metadataBytes);
    expect(bytes).toBeGreaterThan(0);
    expect(fileOffset + bytes).toBeLessThanOrEqual(file.size);
  }
}

function expectSound({ file, findings }: ParseResult, profile: Profile, size: number): void {
  expect(file === null).toBe(findings.some(({ severity }) => severity === 'error'));
  expect(findings.length).toBeLessThanOrEqual(GGUF_RULES.length * (MAX_FINDINGS_PER_RULE + 1));
  for (const { rule, severity, message, offset, length } of findings) {
    expect(severityIn(RULES.get(rule) as RuleInfo, profile)).toBe(severity);
    expect(message).not.toMatch(UNPRINTABLE);
    expect(message).not.toMatch(/undefined|NaN|\[object/);
    expect(message.length).toBeLessThan(600);
    expect(offset === undefined || (Number.isFinite(offset) && offset >= 0)).toBe(true);
    expect(length === undefined || (Number.isFinite(length) && length >= 0)).toBe(true);
  }
  expect(size).toBeGreaterThanOrEqual(0);
  if (file) walk(file);
}

describe('a GGUF file that was damaged', () => {
  it.each(['strict', 'compat'] as const)('gives findings or a sound file in %s, never a throw', (profile) => {
    let refused = 0;
    let accepted = 0;
    fc.assert(
      fc.property(ggufModel, mutation, (model, mutate) => {
        const bytes = mutate(writeGguf(model));
        const source = countingSource(bytes);
        const result = parseGguf(source, { profile });
        expectSound(result, profile, bytes.length);
        // The window reads no byte twice; padding is read in pages.
        expect(source.bytesRead).toBeLessThanOrEqual(bytes.length + 4096 * (2 + model.tensors.length));
        if (result.file) accepted++;
        else refused++;
      }),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(100);
    expect(accepted).toBeGreaterThan(20);
  });

  it('gives findings or a sound file for random bytes after a good header', () => {
    const header = [0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (tail, sparse) => {
        const body = sparse ? tail.map((byte) => (byte < 200 ? 0 : byte & 15)) : tail;
        const bytes = Uint8Array.of(...header, ...body);
        expectSound(parseGguf(countingSource(bytes)), 'strict', bytes.length);
      }),
      { numRuns: 2000 },
    );
  });
});
