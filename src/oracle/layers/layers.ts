import { bound } from './bound.ts';
import { domain } from './domain.ts';
import { hygiene } from './hygiene.ts';
import { lattice } from './lattice.ts';
import type { Layer, LayerName } from './layer.ts';
import { metamorphic } from './metamorphic.ts';

/** All layers, all on in every run. */
export const LAYERS: readonly Layer[] = [lattice, bound, metamorphic, hygiene, domain];

export function layerByName(name: LayerName): Layer {
  const layer = LAYERS.find((l) => l.name === name);
  if (!layer) throw new RangeError(`expected a layer of the oracle, found ${name}`);
  return layer;
}
