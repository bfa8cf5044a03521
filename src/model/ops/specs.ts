import { add } from './add.ts';
import { attention } from './attention.ts';
import { embed } from './embed.ts';
import { glu } from './glu.ts';
import { linear } from './linear.ts';
import { norm } from './norm.ts';
import { rope } from './rope.ts';
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
};
