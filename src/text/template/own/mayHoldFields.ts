import type { Expression, Index, Member } from '../syntax/nodes.ts';
import type { HeldValues } from './heldValues.ts';

/** Whether a member of `e` may be a namespace's. */
export function mayHoldFields(e: Expression, held: HeldValues): boolean {
  // Nothing else is a namespace, or has one in it.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (e.kind) {
    case 'name':
      return held.isNamespace(e.name);
    case 'member':
    case 'index':
    case 'slice':
      return mayHoldFields(e.object, held);
    case 'filter':
      return e.operand !== null && mayHoldFields(e.operand, held);
    case 'call':
      if (e.callee.kind === 'name') return e.callee.name === 'namespace';
      return e.callee.kind === 'member' && mayHoldFields(e.callee.object, held);
    case 'list':
    case 'tuple':
      return e.items.some((item) => mayHoldFields(item, held));
    case 'dict':
      return e.pairs.some(([, value]) => mayHoldFields(value, held));
    case 'ternary':
      return [e.then, e.otherwise].some((one) => one !== null && mayHoldFields(one, held));
    case 'binary':
      return mayHoldFields(e.left, held) || mayHoldFields(e.right, held);
    default:
      return false;
  }
}

/** The key that is asked for, where it is written out. */
export function keyOf(e: Member | Index): string | null {
  if (e.kind === 'member') return e.name;
  if (e.key.kind === 'literal') return String(e.key.value);
  return e.key.kind === 'unary' && e.key.operand.kind === 'literal' ? `-${String(e.key.operand.value)}` : null;
}
