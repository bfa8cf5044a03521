/** The two skeletons that most decoders share, bones only: what hangs on them is the architecture's. */
import type { Hyper } from '../arch/hyper.ts';
import type { ValueId } from '../program.ts';
import { embedding, logits, type LogitOptions } from './embedding.ts';
import type { Forward, NormOptions } from './forward.ts';

export interface Decoder {
  readonly norm: NormOptions;
  /** Embeddings to the first layer's input: as they are unless given. */
  readonly start?: (x: ValueId) => ValueId;
  /** Attention of layer `i` over the normalised input, output projection included. */
  readonly attend: (x: ValueId, i: number) => ValueId;
  readonly feed: (x: ValueId, i: number) => ValueId;
  /** `ffn_norm` unless given. */
  readonly feedNorm?: string;
  readonly logits?: LogitOptions;
}

/** x ← x + attend(norm(x)); x ← x + feed(norm(x)) (Xiong et al., "On Layer Normalization in the Transformer Architecture", 2020). */
export function preNormDecoder(f: Forward, h: Hyper, parts: Decoder): void {
  const { norm, start = unchanged, attend, feed, feedNorm = 'ffn_norm' } = parts;
  let x = start(embedding(f, h));
  f.layers(h.nLayer, (i) => {
    x = f.add(attend(f.norm(x, 'attn_norm', norm), i), x, 'attn_residual');
    x = f.add(feed(f.norm(x, feedNorm, norm), i), x, 'ffn_residual');
  });
  logits(f, h, f.norm(x, 'output_norm', norm), parts.logits);
}

/** x ← x + attend(y) + feed(y), y = norm(x) (Wang and Komatsuzaki, GPT-J, 2021). */
export function parallelDecoder(f: Forward, h: Hyper, parts: Omit<Decoder, 'feedNorm'>): void {
  const { norm, start = unchanged, attend, feed } = parts;
  let x = start(embedding(f, h));
  f.layers(h.nLayer, (i) => {
    const y = f.norm(x, 'attn_norm', norm);
    const both = f.add(attend(y, i), feed(y, i), 'blocks');
    x = f.add(both, x, 'residual');
  });
  logits(f, h, f.norm(x, 'output_norm', norm), parts.logits);
}

function unchanged(x: ValueId): ValueId {
  return x;
}
