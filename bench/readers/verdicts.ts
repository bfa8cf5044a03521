/** Our verdict on a file whose keys or tensor table were changed: container, keys, tensors and tokenizer, in both profiles. */
import { kindFindings } from '../../src/checks/kinds/kindFindings.ts';
import { inProfile } from '../../src/checks/profileSeverity.ts';
import type { Finding } from '../../src/core/finding.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { Profile } from '../../src/gguf/types.ts';

export interface Verdicts {
  readonly strict: boolean;
  readonly compat: boolean;
  /** The rules that made errors in the strict profile. */
  readonly rules: readonly string[];
}

export type Verdict = (bytes: Uint8Array) => Verdicts;

/** `pass` in either profile. What was not read is not passed. */
export const verdicts: Verdict = (bytes) => {
  const strict = errorsOf(bytes, 'strict');
  return {
    strict: strict.length === 0,
    compat: errorsOf(bytes, 'compat').length === 0,
    rules: [...new Set(strict.map(({ rule, message }) => `${rule} (${message})`))],
  };
};

function errorsOf(bytes: Uint8Array, profile: Profile): readonly Finding[] {
  const { file, findings } = parseGguf(bufferSource(bytes), { profile });
  const all = file ? [...findings, ...kindFindings(file, 'mutant.gguf', { profile, limits: {} })] : findings;
  const errors = inProfile(all, profile).filter(({ severity }) => severity === 'error');
  if (!file && errors.length === 0) throw new Error('expected an error for a file that was not read');
  return errors;
}
