import type { OpKind } from '../../model/program.ts';
import { add } from './add.ts';
import { attention } from './attention.ts';
import { embed } from './embed.ts';
import { glu } from './glu.ts';
import { linear } from './linear.ts';
import { norm } from './norm.ts';
import type { OpOracle } from './opOracle.ts';
import { rope } from './rope.ts';

/** Every op kind; the type makes a missing one a compile error. */
export const OP_ORACLES: { readonly [K in OpKind]: OpOracle<K> } = {
  embed,
  norm,
  linear,
  add,
  glu,
  rope,
  attention,
};
