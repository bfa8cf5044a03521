/** Mamba-2: state spaces alone, a head each. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, layers } from './parts.ts';
import { grouped, GROUPED_SSM, mamba2Layer } from './stateSpace.ts';

export const mamba2: Outline = {
  requires: [...GROUPED_SSM, RMS],
  faults: faultsOf(grouped),
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      mamba2Layer(t, s, at);
    });
  },
};
