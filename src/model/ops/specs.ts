import { add } from './add.ts';
import { attention } from './attention.ts';
import { embed } from './embed.ts';
import { glu } from './glu.ts';
import { linear } from './linear.ts';
import { norm } from './norm.ts';
import { rope } from './rope.ts';
import { activation } from './activation.ts';
import { clamp } from './clamp.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { expertCombine } from './expertCombine.ts';
import { expertLinear } from './expertLinear.ts';
import { headLinear } from './headLinear.ts';
import { mul } from './mul.ts';
import { positions } from './positions.ts';
import { route } from './route.ts';
import { scale } from './scale.ts';
import { slice } from './slice.ts';
import { softcap } from './softcap.ts';
import { temperature } from './temperature.ts';
import { vector } from './vector.ts';
import type { OpAttrs, OpKind } from './kinds.ts';
import type { OpSpec } from './spec.ts';

/** Every op kind's declaration. The type makes a missing one a compile error. */
export const OP_SPECS: { readonly [K in OpKind]: OpSpec<OpAttrs[K]> } = {
  embed,
  norm,
  linear,
  add,
  glu,
  rope,
  attention,
  mul,
  scale,
  softcap,
  clamp,
  activation,
  slice,
  concat,
  positions,
  head_linear: headLinear,
  route,
  expert_linear: expertLinear,
  expert_combine: expertCombine,
  conv,
  vector,
  temperature,
};
