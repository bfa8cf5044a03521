/** Mamba: state spaces alone. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, layers } from './parts.ts';
import { mambaLayer, SSM, twiceAsWide } from './stateSpace.ts';

export const mamba: Outline = {
  requires: [...SSM, RMS],
  faults: faultsOf(twiceAsWide),
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      mambaLayer(t, s, at);
    });
  },
};
