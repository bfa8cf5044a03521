import type { Expression, Parameter, Statement } from '../syntax/nodes.ts';

/** The expressions of a statement itself, and not of the bodies in it. */
export function ownExpressions(s: Statement): readonly Expression[] {
  switch (s.kind) {
    case 'output':
    case 'set':
    case 'do':
      return [s.value];
    case 'if':
      return s.branches.map(([test]) => test);
    case 'for':
      return s.test ? [s.items, s.test] : [s.items];
    case 'with':
      return s.bindings.map(([, value]) => value);
    case 'set-block':
    case 'filter-block':
      return s.filters;
    case 'macro':
      return defaultsOf(s.parameters);
    case 'call-block':
      return [...defaultsOf(s.parameters), s.call];
    case 'text':
    case 'generation':
    case 'break':
    case 'continue':
    case 'foreign':
      return [];
  }
}

function defaultsOf(parameters: readonly Parameter[]): readonly Expression[] {
  return parameters.flatMap(({ otherwise }) => otherwise ?? []);
}
