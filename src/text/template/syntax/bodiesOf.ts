import type { Body, Statement } from './nodes.ts';

/** The bodies of a statement. */
export function bodiesOf(s: Statement): readonly Body[] {
  if (s.kind === 'if') return [...s.branches.map(([, body]) => body), s.otherwise];
  if (s.kind === 'for') return [s.body, s.otherwise];
  return 'body' in s ? [s.body] : NONE;
}

const NONE: readonly Body[] = [];
