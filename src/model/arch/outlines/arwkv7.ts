/** ARWKV (Yueyu et al., 2025): Qwen2 with the time mixing of RWKV-7 in attention's place. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, layers } from './parts.ts';
import { qwenFeedForward } from './rwkv.ts';
import { GATE, GOOSE, gooseClaims, gooseMixing } from './rwkv7.ts';

export const arwkv7: Outline = {
  requires: [RMS, ...GOOSE],
  faults: faultsOf((s) => gooseClaims(s, 1)),
  tensors: (t, s) => {
    t.ends(s, 'own');
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      gooseMixing(t, s, at, i);
      // The last mix is the gate's: it is there where both of its matrices are.
      const gated = ['g1', 'g2'].every((of) => t.has(`${at}time_mix_${of}.weight`));
      t.may(`${at}time_mix_g1.weight`, s.nEmbd, s.n(GATE));
      t.may(`${at}time_mix_g2.weight`, s.n(GATE), s.nEmbd);
      t.need(`${at}time_mix_lerp_fused.weight`, s.nEmbd, 1, 1, gated ? 6 : 5);
      t.may(`${at}time_mix_ln.weight`, s.nEmbd);
      t.may(`${at}time_mix_ln.bias`, s.nEmbd);
      qwenFeedForward(t, s, at);
    });
  },
};
