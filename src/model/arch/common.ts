/** What many architectures share beyond standard keys and blocks. */
import type { RouteAttrs } from '../ops/route.ts';
import type { Contradiction } from './architecture.ts';
import type { Hyper } from './hyper.ts';

/** The output projection takes heads as wide as the keys: values must be too. */
export function equalHeads({ headDim, valueDim }: Hyper): readonly Contradiction[] {
  if (valueDim === headDim) return [];
  const message = `expected the key length ${String(headDim)}, found ${String(valueDim)}`;
  return [{ key: 'attention.value_length', message }];
}

/** By the numbers of `expert_gating_func`. */
const GATES: readonly (RouteAttrs['gate'] | null)[] = [null, 'softmax', 'sigmoid', 'softmax_after_top_k', null];

export function gateOf({ keys }: Hyper, otherwise: RouteAttrs['gate']): RouteAttrs['gate'] {
  return GATES[keys.expertGating ?? 0] ?? otherwise;
}

/** The square root of softplus has no op here. */
export function unsupportedGate({ keys }: Hyper): readonly string[] {
  return keys.expertGating === 4 ? ['routing by the square root of softplus'] : [];
}

/** Width of each expert of layer `i`: its own, or the dense network's shared out. */
export function expertWidth(h: Hyper, i: number): number {
  return h.nFfExpert[i] || Math.floor((h.nFf[i] ?? 0) / Math.max(1, h.nExpertUsed[i] ?? 0));
}

/** Rotary sections turn text as plain positions do where the first three cover every pair. */
export function unsupportedSections({ keys, nRot }: Hyper): readonly string[] {
  const [t = 0, y = 0, x = 0] = keys.ropeSections ?? [];
  return t + y + x === 0 || t + y + x >= nRot / 2 ? [] : ['rotary sections that leave pairs unturned'];
}

/** Layers beyond nLayer predict further tokens: nothing reads them here. */
export function nextTokenLayers(h: Hyper): readonly string[] {
  return Array.from({ length: h.keys.nextn ?? 0 }, (_, i) => `blk.${String(h.nLayer + i)}.`);
}
