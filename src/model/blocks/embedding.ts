/** Where tokens come in, and where logits go out. */
import type { Hyper } from '../arch/hyper.ts';
import type { ValueId } from '../program.ts';
import { present, type Forward, type Presence } from './forward.ts';

/** The row of each token. */
export function embedding(f: Forward, h: Hyper): ValueId {
  const table = f.matrix('token_embd.weight', [h.nVocab, h.nEmbd]);
  return f.op({ kind: 'embed', name: 'token_embd', inputs: [f.tokens()], weights: [table], attrs: {} });
}

export interface LogitOptions {
  /** `optional` unless given: the embedding stands in for a missing output. */
  readonly output?: Presence;
  readonly bias?: Presence;
  readonly scale?: number | null;
  readonly softcap?: number | null;
}

/** Scores over the vocabulary, scaled and capped where the architecture says so. */
export function logits(f: Forward, h: Hyper, x: ValueId, options: LogitOptions = {}): void {
  const { output = 'optional', bias = 'none', scale = null, softcap = null } = options;
  const scaled = scale !== null && scale !== 1;
  const weights = present(outputWeight(f, h, output), f.vector('output.bias', h.nVocab, bias));
  const role = (isLast: boolean): 'output' | 'activation' => (isLast ? 'output' : 'activation');
  let y = f.op({ kind: 'linear', name: 'output', inputs: [x], weights, attrs: {} }, role(!scaled && softcap === null));
  if (scaled) {
    y = f.op({ kind: 'scale', name: 'output_scale', inputs: [y], attrs: { factor: scale } }, role(softcap === null));
  }
  if (softcap !== null)
    f.op({ kind: 'softcap', name: 'output_softcap', inputs: [y], attrs: { cap: softcap } }, 'output');
}

function outputWeight(f: Forward, h: Hyper, output: Presence): ReturnType<Forward['matrix']> {
  const shape = [h.nVocab, h.nEmbd] as const;
  if (output === 'required') return f.matrix('output.weight', shape);
  const own = output === 'optional' ? f.optionalMatrix('output.weight', shape) : undefined;
  return own ?? f.matrix('token_embd.weight', shape);
}
