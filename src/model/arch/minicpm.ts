/** minicpm: MiniCPM (Hu et al., 2024). Granite's scales, which older files lack: then those of the paper. */
import type { Architecture } from './architecture.ts';
import { granite } from './granite.ts';
import type { Hyper } from './hyper.ts';

export const EMBEDDING_SCALE = 12;
/** Over the root of the number of layers: what a block adds. */
export const DEPTH_SCALE = 1.4;
/** Width of the model that the others' learning rates were found with. */
export const BASE_WIDTH = 256;

export const minicpm: Architecture = {
  ...granite,
  name: 'minicpm',
  requires: ['nFf', 'nHead', 'rmsEps'],
  build: (f, h) => {
    granite.build(f, { ...h, keys: { ...h.keys, ...scales(h), ropeFinetuned: true } });
  },
};

/** Logits are divided by the last. llama.cpp's default for files without it is the inverse, which changes no order. */
function scales({ keys, nLayer, nEmbd }: Hyper): Partial<Hyper['keys']> {
  return {
    embeddingScale: keys.embeddingScale ?? EMBEDDING_SCALE,
    residualScale: keys.residualScale ?? DEPTH_SCALE / Math.sqrt(nLayer),
    logitScale: keys.logitScale ?? nEmbd / BASE_WIDTH,
  };
}
