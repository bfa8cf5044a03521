/** The assistant of Gemma 4: layers that predict further tokens from the model's own state, and read its keys and values. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { GEMMA4, gemma4Heads, gemma4Layer, widthOf } from './gemma4Layer.ts';

const [BLOCKS, NEXT, STATE] = ['block_count', 'nextn_predict_layers', 'embedding_length_out'];

export const gemma4Assistant: Outline = {
  requires: [...GEMMA4, NEXT, STATE],
  faults: faultsOf((s) => [
    [s.nNext === s.n(BLOCKS), NEXT, `all of the ${String(s.n(BLOCKS))} blocks`],
    [s.n(STATE) !== s.nEmbd, STATE, `the width of the model that it assists, other than its own ${String(s.nEmbd)}`],
    ...gemma4Heads(s, s.nNext),
  ]),
  tensors: (t, s) => {
    const state = s.n(STATE);
    t.tiedEnds(s);
    t.need('nextn.pre_projection.weight', 2 * state, s.nEmbd);
    t.need('nextn.post_projection.weight', s.nEmbd, state);
    for (let i = 0; i < s.nNext; i++) {
      const at = `blk.${String(i)}.`;
      gemma4Layer(t, s, at, i);
      t.need(`${at}attn_q.weight`, s.nEmbd, widthOf(s, i) * s.nHead(i));
      t.need(`${at}layer_output_scale.weight`, 1);
    }
  },
};
