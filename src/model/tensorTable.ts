import type { Architecture } from './arch/architecture.ts';
import type { Hyper } from './arch/hyper.ts';
import { Forward, type TensorLookup } from './blocks/forward.ts';
import type { TensorRule } from './tensorRule.ts';

/**
 * The tensors that a model of `architecture` and hyper-parameters `h` is made of, optional ones too, by name and in the order in which the
 * forward pass reads them. `wants` chooses between two forms of a file and must say the same of a name each time; a name that it
 * says no to is in the table if the pass asks for it all the same. Throws EngineError `program/shape` where `h` makes shapes that no op takes.
 */
export function tensorTable(
  architecture: Architecture,
  h: Hyper,
  wants: (name: string) => boolean,
): ReadonlyMap<string, TensorRule> {
  const wanted = { type: { name: 'F32' }, bytes: 0 };
  const lookup: TensorLookup = {
    tensors: { length: Infinity },
    tensorsByName: { has: wants, get: (name) => (wants(name) ? wanted : undefined) },
  };
  const forward = new Forward(lookup, architecture.name);
  architecture.build(forward, h);
  return forward.rules;
}
