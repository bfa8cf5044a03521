/** Which names, and which namespaces, a body begins anew in every round. */
import { step } from '../steps.ts';
import type { Body, Expression, Target } from '../syntax/nodes.ts';
import { timesIn } from './sums.ts';

/** Whether every round of `body` begins with another `target`: another value of a name, another namespace. */
export function begins(body: Body, target: Target): boolean {
  const { names, namespaces } = begunIn(body);
  if (target.kind === 'name') return names.has(target.name);
  return target.kind === 'member' && target.object.kind === 'name' && namespaces.has(target.object.name);
}

interface Begun {
  readonly names: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

const begun = new WeakMap<Body, Begun>();

/** What is set in a body itself, and not to something made of what it was. */
function begunIn(body: Body): Begun {
  const known = begun.get(body);
  if (known) return known;
  const [names, namespaces] = [new Set<string>(), new Set<string>()];
  for (const s of body) {
    step();
    if (s.kind !== 'set' || s.target.kind !== 'name') continue;
    if (timesIn(s.value, s.target.name) === 0) names.add(s.target.name);
    if (isNamespace(s.value)) namespaces.add(s.target.name);
  }
  begun.set(body, { names, namespaces });
  return { names, namespaces };
}

function isNamespace(e: Expression): boolean {
  return e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'namespace';
}
