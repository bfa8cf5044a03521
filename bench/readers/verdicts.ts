/** Our verdict on a file whose keys or tensor table were changed: container, keys, tensors, tokenizer and numbers, in both profiles. */
import { kindFindings } from '../../src/checks/kinds/kindFindings.ts';
import { numberFindings } from '../../src/checks/numbers/numberFindings.ts';
import { extentsOf, TensorScan } from '../../src/checks/numbers/tensorScan.ts';
import { scannable } from '../../src/checks/pass/passPlan.ts';
import { inProfile } from '../../src/checks/profileSeverity.ts';
import type { Finding } from '../../src/core/finding.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufContent, Profile } from '../../src/gguf/types.ts';

export interface Verdicts {
  readonly strict: boolean;
  readonly compat: boolean;
  /** Whether it ends with its last tensor: a warning in strict, by decision (docs/readers.md). */
  readonly lacksPadding: boolean;
  /** The rules that made errors in the strict profile. */
  readonly rules: readonly string[];
}

export type Verdict = (bytes: Uint8Array) => Verdicts;

/** `pass` in either profile. What was not read is not passed. */
export const verdicts: Verdict = (bytes) => {
  const found = findingsOf(bytes, 'strict');
  const strict = errorsAmong(found);
  return {
    strict: strict.length === 0,
    compat: errorsAmong(findingsOf(bytes, 'compat')).length === 0,
    lacksPadding: found.some(({ rule }) => rule === 'gguf/missing-final-padding'),
    rules: [...new Set(strict.map(({ rule, message }) => `${rule} (${message})`))],
  };
};

function findingsOf(bytes: Uint8Array, profile: Profile): readonly Finding[] {
  const { file, content, findings } = parseGguf(bufferSource(bytes), { profile });
  const all = file && content ? [...findings, ...ofContent(content, bytes, profile)] : findings;
  const found = inProfile(all, profile);
  if (!file && errorsAmong(found).length === 0) throw new Error('expected an error for a file that was not read');
  return found;
}

function ofContent(content: GgufContent, bytes: Uint8Array, profile: Profile): readonly Finding[] {
  const scan = new TensorScan(extentsOf(scannable(content)), content.littleEndian);
  scan.piece(bytes, 0, 0, bytes.length);
  return [
    ...kindFindings(content, 'mutant.gguf', { profile, limits: {} }),
    ...numberFindings(content, scan.tallies(), profile),
  ];
}

function errorsAmong(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}
