import type { Expression } from '../syntax/nodes.ts';

/** The parts of an expression that its value is made of: not what decides, nor what is compared. */
export function partsOfValue(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'list':
    case 'tuple':
      return e.items;
    case 'dict':
      return e.pairs.map(([, value]) => value);
    case 'member':
    case 'index':
    case 'slice':
      return [e.object];
    case 'call':
      return partsOfCall(e);
    case 'filter':
      return [...(e.operand ? [e.operand] : []), ...given(e.name, [...e.args, ...e.named.map(([, value]) => value)])];
    case 'ternary':
      return [e.then, ...(e.otherwise ? [e.otherwise] : [])];
    case 'binary':
      return e.operator === 'and' ? [e.right] : [e.left, e.right];
    case 'unary':
    case 'compare':
    case 'test':
    case 'literal':
    case 'name':
      return NONE;
  }
}

const NONE: readonly Expression[] = [];

/** What functions say to whoever asks, and nobody prints. */
const SILENT: ReadonlySet<string> = new Set(['raise_exception', 'range', 'strftime_now']);
/** Methods and filters, and from which argument on they take what is printed. */
const GIVES: Readonly<Record<string, number>> = {
  get: 1,
  replace: 1,
  pop: 1,
  setdefault: 1,
  default: 0,
  d: 0,
  join: 0,
  format: 0,
};

function partsOfCall(e: Expression & { readonly kind: 'call' }): readonly Expression[] {
  const { callee, args, named } = e;
  const values = [...args, ...named.map(([, value]) => value)];
  if (callee.kind === 'member') return [callee.object, ...given(callee.name, values)];
  return callee.kind === 'name' && SILENT.has(callee.name) ? NONE : values;
}

/** Arguments that choose are no part of what is printed. */
function given(name: string, values: readonly Expression[]): readonly Expression[] {
  const first = Object.hasOwn(GIVES, name) ? GIVES[name] : undefined;
  return first === undefined ? NONE : values.slice(first);
}
