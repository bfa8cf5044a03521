/** How hidden headers are told: the rule's own fields, and no more than a hundred of a kind. */
import { describe, expect, it } from 'vitest';
import { ggufBytes, ggufWith, tensor } from '../../../../corpus/ggufBytes.ts';
import { PAYLOADS } from '../../../../corpus/payloads.ts';
import { HIDDEN_RULES } from '../../../../src/checks/hidden/hiddenRules.ts';
import type { ModelValue } from '../../../../src/gguf/model.ts';
import { hiddenInBytes } from '../../../support/hidden.ts';

const SEVEN_ZIP = PAYLOADS.find(({ format }) => format === '7z')!.bytes;

function blobs(n: number): Uint8Array {
  const blob: ModelValue = { type: 'array', elementType: 'u8', elements: [...SEVEN_ZIP] };
  return ggufWith(...Array.from({ length: n }, (_, i) => [`x.blob${String(i)}`, blob] as const));
}

describe('a hidden header', () => {
  it.each(PAYLOADS.map((payload) => [payload.format, payload] as const))(
    'of a %s is told with the weakness and the references of its rule',
    (_format, { rule, bytes }) => {
      const info = HIDDEN_RULES.find(({ id }) => id === rule)!;
      const file = new Uint8Array(Buffer.concat([ggufBytes({ tensors: [tensor('a')] }), bytes]));
      expect(hiddenInBytes(file)).toMatchObject([
        { rule, severity: info.severity, cwe: info.cwe, references: info.references, length: bytes.length },
      ]);
    },
  );

  it.each([
    [100, 0],
    [103, 3],
  ])('is told a hundred times for each rule: of %d, %d are counted', (n, more) => {
    const findings = hiddenInBytes(blobs(n));
    expect(findings.slice(0, 100).every(({ rule }) => rule === 'hidden/archive')).toBe(true);
    const note = {
      rule: 'gguf/more-findings',
      severity: 'note',
      message: `${String(more)} more findings of hidden/archive`,
    };
    expect(findings.slice(100)).toEqual(more > 0 ? [note] : []);
  });
});
