import type { OpKind } from '../../model/program.ts';
import { add } from './add.ts';
import { attention } from './attention.ts';
import { embed } from './embed.ts';
import { glu } from './glu.ts';
import { linear } from './linear.ts';
import { norm } from './norm.ts';
import type { OpOracle } from './opOracle.ts';
import { rope } from './rope.ts';

/**
 * Every op kind; the type makes a missing one a compile error. Null: reference only. No engine but the reference has the kind, so
 * there is no contract to hold one to; the reference's own op is checked against a second formulation in its unit tests.
 */
export const OP_ORACLES: { readonly [K in OpKind]: OpOracle<K> | null } = {
  embed,
  norm,
  linear,
  add,
  glu,
  rope,
  attention,
  mul: null,
  scale: null,
  softcap: null,
  clamp: null,
  activation: null,
  slice: null,
  concat: null,
  positions: null,
  head_linear: null,
  route: null,
  expert_linear: null,
  expert_combine: null,
  conv: null,
  vector: null,
  temperature: null,
};
