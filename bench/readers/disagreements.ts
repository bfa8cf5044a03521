/** Where our verdict and llama.cpp's behaviour cannot both stand. */
import type { Answer } from './llamaJudge.ts';
import type { Verdicts } from './verdicts.ts';

/**
 * `harm`: a profile passes what makes llama.cpp abort, hang or answer no number. `refused`: strict passes what llama.cpp refuses.
 * `twin`: a sound model is refused by us, or does not run.
 */
type Forbidden = 'harm' | 'refused' | 'twin';

export interface Disagreement {
  readonly kind: Forbidden;
  readonly profile: 'strict' | 'compat' | 'both';
}

/** What the reader that copies all data says of a file that ends with its last tensor; whoever maps a file reads it. */
const ENDS_EARLY = /failed to read tensor data binary blob/;

export function disagreement(verdicts: Verdicts, { outcome, reason }: Answer): Disagreement | null {
  const { strict, compat, lacksPadding } = verdicts;
  const passes = strict || compat;
  const profile = strict && compat ? 'both' : strict ? 'strict' : 'compat';
  if (passes && HARM.has(outcome)) return { kind: 'harm', profile };
  const isDecided = lacksPadding && ENDS_EARLY.test(reason);
  return strict && outcome === 'refuses' && !isDecided ? { kind: 'refused', profile } : null;
}

/** Of an unmutated model, that both pass and that runs. */
export function twinDisagreement({ strict, compat }: Verdicts, { outcome }: Answer): Disagreement | null {
  if (strict && compat && outcome === 'runs') return null;
  return { kind: 'twin', profile: 'both' };
}

const HARM: ReadonlySet<string> = new Set(['aborts', 'hangs', 'nan']);
