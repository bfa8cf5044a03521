/** What holds of an expression where a test has held, or has not. */
import type { Expression } from '../syntax/nodes.ts';
import type { Fact } from './analysis.ts';

/** `message.content` for it and for `message['content']`; null for what has no name. */
export function pathOf(e: Expression): string | null {
  if (e.kind === 'name') return e.name;
  const object = e.kind === 'member' || e.kind === 'index' ? pathOf(e.object) : null;
  if (object === null) return null;
  if (e.kind === 'member') return `${object}.${e.name}`;
  return e.kind === 'index' && e.key.kind === 'literal' ? `${object}.${String(e.key.value)}` : null;
}

const NO_STRINGS: ReadonlySet<string> = new Set(['number', 'integer', 'float', 'boolean', 'none']);

export function factsOf(test: Expression, holds: boolean): ReadonlyMap<string, Fact> {
  if (test.kind === 'unary' && test.operator === 'not') return factsOf(test.operand, !holds);
  if (test.kind === 'binary' && test.operator === (holds ? 'and' : 'or'))
    return new Map([...factsOf(test.left, holds), ...factsOf(test.right, holds)]);
  if (test.kind !== 'test') return new Map();
  const path = pathOf(test.operand);
  const isSo = test.negated !== holds;
  if (path === null) return new Map();
  if (test.name === 'string') return new Map([[path, isSo ? 'string' : 'not-string']]);
  if (test.name === 'mapping' && isSo) return new Map([[path, 'mapping']]);
  return new Map(isSo && NO_STRINGS.has(test.name) ? [[path, 'not-string']] : []);
}
