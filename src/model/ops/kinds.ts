/** The closed union of op kinds. Adding one is a file here, a line below, and a file in each room that serves it. */
import type { AddAttrs } from './add.ts';
import type { AttentionAttrs } from './attention.ts';
import type { EmbedAttrs } from './embed.ts';
import type { GluAttrs } from './glu.ts';
import type { LinearAttrs } from './linear.ts';
import type { NormAttrs } from './norm.ts';
import type { RopeAttrs } from './rope.ts';

export interface OpAttrs {
  readonly embed: EmbedAttrs;
  readonly norm: NormAttrs;
  readonly linear: LinearAttrs;
  readonly add: AddAttrs;
  readonly glu: GluAttrs;
  readonly rope: RopeAttrs;
  readonly attention: AttentionAttrs;
}

export type OpKind = keyof OpAttrs;

/** In the order of their FFP1 codes: an op's code is its place here. Append only. */
export const OP_KINDS = [
  'embed',
  'norm',
  'linear',
  'add',
  'glu',
  'rope',
  'attention',
] as const satisfies readonly OpKind[];
