import type { OpAttrs, OpKind } from '../../model/program.ts';
import { add } from './add.ts';
import { attention } from './attention.ts';
import type { ReferenceOp } from './context.ts';
import { embed } from './embed.ts';
import { glu } from './glu.ts';
import { linear } from './linear.ts';
import { norm } from './norm.ts';
import { rope } from './rope.ts';

/** Every op kind; the type makes a missing one a compile error. */
export const REFERENCE_OPS: { readonly [K in OpKind]: ReferenceOp<OpAttrs[K]> } = {
  embed,
  norm,
  linear,
  add,
  glu,
  rope,
  attention,
};
