/** The closed union of op kinds. Adding one is a file here, a line below, and a file in each room that serves it. */
import type { ActivationAttrs } from './activation.ts';
import type { AddAttrs } from './add.ts';
import type { AttentionAttrs } from './attention.ts';
import type { ClampAttrs } from './clamp.ts';
import type { ConcatAttrs } from './concat.ts';
import type { ConvAttrs } from './conv.ts';
import type { EmbedAttrs } from './embed.ts';
import type { ExpertCombineAttrs } from './expertCombine.ts';
import type { ExpertLinearAttrs } from './expertLinear.ts';
import type { GluAttrs } from './glu.ts';
import type { HeadLinearAttrs } from './headLinear.ts';
import type { LinearAttrs } from './linear.ts';
import type { MulAttrs } from './mul.ts';
import type { NormAttrs } from './norm.ts';
import type { PositionsAttrs } from './positions.ts';
import type { RopeAttrs } from './rope.ts';
import type { RouteAttrs } from './route.ts';
import type { ScaleAttrs } from './scale.ts';
import type { SliceAttrs } from './slice.ts';
import type { SoftcapAttrs } from './softcap.ts';
import type { TemperatureAttrs } from './temperature.ts';
import type { VectorAttrs } from './vector.ts';

export interface OpAttrs {
  readonly embed: EmbedAttrs;
  readonly norm: NormAttrs;
  readonly linear: LinearAttrs;
  readonly add: AddAttrs;
  readonly glu: GluAttrs;
  readonly rope: RopeAttrs;
  readonly attention: AttentionAttrs;
  readonly mul: MulAttrs;
  readonly scale: ScaleAttrs;
  readonly softcap: SoftcapAttrs;
  readonly clamp: ClampAttrs;
  readonly activation: ActivationAttrs;
  readonly slice: SliceAttrs;
  readonly concat: ConcatAttrs;
  readonly positions: PositionsAttrs;
  readonly head_linear: HeadLinearAttrs;
  readonly route: RouteAttrs;
  readonly expert_linear: ExpertLinearAttrs;
  readonly expert_combine: ExpertCombineAttrs;
  readonly conv: ConvAttrs;
  readonly vector: VectorAttrs;
  readonly temperature: TemperatureAttrs;
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
  'mul',
  'scale',
  'softcap',
  'clamp',
  'activation',
  'slice',
  'concat',
  'positions',
  'head_linear',
  'route',
  'expert_linear',
  'expert_combine',
  'conv',
  'vector',
  'temperature',
] as const satisfies readonly OpKind[];

/** The first seven: what a Llama needs. Engines behind FFP1 have these, in the basic form of their attributes. */
export type BasicKind = 'embed' | 'norm' | 'linear' | 'add' | 'glu' | 'rope' | 'attention';

export const BASIC_KINDS = OP_KINDS.slice(0, 7) as readonly BasicKind[];
