/** How projectors are described: the keys that their reader takes, what ties them, and their tensors, as data. */
import type { ExactKey } from '../exactKeys.ts';
import type { TensorTable } from './tensorTable.ts';

export type Modality = 'vision' | 'audio' | 'gen.audio';

/** Sizes of one encoder, each as the reader ends up with it. Null where its key is absent or was reported. */
export interface Encoder {
  readonly modality: Modality;
  /** How keys begin: `clip.vision`. */
  readonly prefix: string;
  readonly nEmbd: number | null;
  readonly nHead: number | null;
  readonly nHeadKv: number | null;
  /** Of its own key, or the width divided among the heads. */
  readonly headDim: number | null;
  readonly nLayer: number | null;
  readonly projectionDim: number | null;
  readonly imageSize: number | null;
  readonly patchSize: number | null;
  /** Patches that become one token, a side. */
  readonly nMerge: number | null;
  readonly nMelBins: number | null;
  /** An unsigned or signed integer under a whole name, where it is there. */
  readonly int: (key: string) => number | undefined;
  readonly ints: (key: string) => readonly number[];
  /** A bool under a whole name, where it is there and true. */
  readonly flag: (key: string) => boolean;
  readonly has: (tensor: string) => boolean;
  /** Of a tensor in the file. */
  readonly dims: (tensor: string) => readonly number[] | undefined;
}

export interface KeyUse {
  readonly key: ExactKey;
  /** The reader refuses the file without it, or goes on with a value that ends the process. */
  readonly required?: true;
}

/** Which key says how many patches become one, and what the reader takes without it. */
export interface Merge {
  readonly key: string;
  readonly otherwise: number;
  /** Values that the graph is written for. */
  readonly min: number;
  readonly max: number;
}

/** Two values that contradict each other, or one that the graph cannot be built with. */
export interface Contradiction {
  /** The whole name. */
  readonly key: string;
  readonly message: string;
}

export interface ProjectorType {
  /** `clip.projector_type` */
  readonly name: string;
  readonly modality: Modality;
  readonly keys?: readonly KeyUse[];
  readonly merge?: Merge;
  /** The size of an image follows from the image: `image_size` may be 0, and the reader warms up at so many tokens a side. */
  readonly dynamic?: number;
  /** The most tokens that the reader lets an image have: pixels are counted in 32 bits. */
  readonly maxTokens?: number;
  /** Sides that the reader has of its own, whatever the file says. */
  readonly image?: { readonly size: number; readonly patch: number };
  /** Blocks are numbered from here; 0 otherwise. */
  readonly firstBlock?: number;
  /** Without attention: no heads, and perhaps no blocks. */
  readonly headless?: true;
  /** Convolutions all the way: no grid of patches, and blocks that no key counts. */
  readonly convolves?: true;
  /** Readers pass over the audio encoder beside it, keys and tensors. */
  readonly skipsAudio?: true;
  /** Readers know the name alone, and refuse a file in which they do not pass over it. */
  readonly graphless?: true;
  /** Nodes of a graph that a block has with everything it may have; those of a plain transformer where nothing is said. */
  readonly nodesOfBlock?: number;
  /** Nodes that the size of something else decides. */
  readonly nodesBeside?: (e: Encoder) => number;
  /** Rotates halves of each head: heads of a multiple of 4. */
  readonly rotates?: true;
  readonly rules?: (e: Encoder) => readonly (Contradiction | false)[];
  /** Null: the tensors of this type are not described. */
  readonly tensors: ((t: TensorTable, e: Encoder) => void) | null;
}
