/** The two norms of decoders, with the epsilon that the file gives. */
import type { Hyper } from '../arch/hyper.ts';
import type { NormOptions, Presence } from './forward.ts';

export function rmsNorm({ keys }: Hyper): NormOptions {
  return { variant: 'rms', eps: present(keys.rmsEps) };
}

export function layerNorm({ keys }: Hyper, bias: Presence = 'required'): NormOptions {
  return { variant: 'layer', eps: present(keys.layerEps), bias };
}

/** An architecture that uses a norm requires its epsilon. */
function present(eps: number | null): number {
  if (eps === null) throw new RangeError('expected an architecture that requires the epsilon of its norm');
  return eps;
}
