/** Where our verdict and llama.cpp's behaviour cannot both stand. */
import type { Answer } from './llamaJudge.ts';
import type { Verdicts } from './verdicts.ts';

/**
 * `harm`: a profile passes what makes llama.cpp abort, hang or answer no number. `refused`: strict passes what llama.cpp refuses.
 * `twin`: a sound model is refused by us, or does not run.
 */
export type Forbidden = 'harm' | 'refused' | 'twin';

export interface Disagreement {
  readonly kind: Forbidden;
  readonly profile: 'strict' | 'compat' | 'both';
}

export function disagreement({ strict, compat }: Verdicts, { outcome }: Answer): Disagreement | null {
  const passes = strict || compat;
  const profile = strict && compat ? 'both' : strict ? 'strict' : 'compat';
  if (passes && HARM.has(outcome)) return { kind: 'harm', profile };
  return strict && outcome === 'refuses' ? { kind: 'refused', profile } : null;
}

/** Of an unmutated model, that both pass and that runs. */
export function twinDisagreement({ strict, compat }: Verdicts, { outcome }: Answer): Disagreement | null {
  if (strict && compat && outcome === 'runs') return null;
  return { kind: 'twin', profile: 'both' };
}

const HARM: ReadonlySet<string> = new Set(['aborts', 'hangs', 'nan']);
