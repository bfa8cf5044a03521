import type { Forward } from '../blocks/forward.ts';
import type { Hyper } from './hyper.ts';
import type { StandardKey } from './standardKeys.ts';

/** Two hyper-parameters that cannot both be right. `key` is without the architecture's prefix. */
export interface Contradiction {
  readonly key: string;
  readonly message: string;
}

/** What a generator has chosen already; nEmbd is nHead · headDim. */
export interface ExampleSizes {
  readonly nLayer: number;
  readonly nHead: number;
  readonly headDim: number;
  readonly nFf: number;
}

export type ExampleKeys = Readonly<Partial<Record<StandardKey, number | boolean | string | readonly number[]>>>;

/**
 * An architecture: the keys it needs, what ties them together, and its forward pass. `build` reads top to bottom like the paper's;
 * each weight that it asks for, by name and shape, is at the same time a row of the tensor table that files are checked against
 * (docs/adr/0006-the-forward-pass-is-the-tensor-table.md). How to add one: docs/architectures-howto.md.
 */
export interface Architecture {
  /** As in `general.architecture`. */
  readonly name: string;
  /** Standard keys that it cannot be without, beyond context, embedding and block count: present, and in every layer over 0. */
  readonly requires: readonly StandardKey[];
  /** As `requires`, but 0 in some layers says that they have none. */
  readonly present?: readonly StandardKey[];
  /** What must hold between its keys, beyond what holds for every architecture. */
  readonly rules?: (h: Hyper) => readonly Contradiction[];
  /** What this file asks for and no op kind here can compute: `multimodal rope sections`. */
  readonly unsupported?: (h: Hyper) => readonly string[];
  /**
   * Values of keys for a small model of it, where what it requires is not enough, or where keys must fit each other. Generators
   * take them over the usual ones (src/generate/zoo/zooKeys.ts).
   */
  readonly example?: (sizes: ExampleSizes) => ExampleKeys;
  /** Builds the Program op by op. */
  readonly build: (f: Forward, h: Hyper) => void;
}
