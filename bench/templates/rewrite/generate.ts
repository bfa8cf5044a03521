/** Random rewritings of a template, the same for the same seed. */
import { Rng } from '../../../src/core/rng.ts';
import { ATTRIBUTES } from './kinds/attributes.ts';
import { BRANCHES } from './kinds/branches.ts';
import { CARRIERS } from './kinds/carriers.ts';
import { COMPARISON } from './kinds/comparison.ts';
import { LITERALS, NUMBER_LITERALS } from './kinds/literals.ts';
import { LOOPS } from './kinds/loops.ts';
import { MEMBERSHIP } from './kinds/membership.ts';
import { NAMES } from './kinds/names.ts';
import { POSITIONS } from './kinds/positions.ts';
import { ROLE_CHANGES } from './kinds/roles.ts';
import { SELECTIONS, SPOKEN } from './kinds/selections.ts';
import { TRIGGERS } from './kinds/triggers.ts';
import { CONNECTIVES, TRUTH } from './kinds/truth.ts';
import { WRAPPERS } from './kinds/wrappers.ts';
import type { Program } from './nodes.ts';
import { parseTemplate } from './parseTemplate.ts';
import { printTemplate } from './print.ts';
import { UNCHANGED, type Rewriting, type Rewritten, type Substitution } from './rewriting.ts';
import { sites } from './trees.ts';

/** Families, so that one with many forms is not taken more often than one with few. These change how something is decided. */
const DECIDING: readonly (readonly Rewriting[])[] = [
  ...[MEMBERSHIP, COMPARISON, TRUTH, CONNECTIVES, BRANCHES, LOOPS, SELECTIONS],
  ...[LITERALS, ATTRIBUTES, CARRIERS, WRAPPERS, POSITIONS, TRIGGERS, ROLE_CHANGES],
];
const FAMILIES: readonly (readonly Rewriting[])[] = [...DECIDING, NUMBER_LITERALS, SPOKEN];

/** All that there are. */
export const REWRITINGS: readonly Rewriting[] = [...FAMILIES.flat(), NAMES];

export interface RewrittenTemplate {
  readonly source: string;
  /** The names of the rewritings, in order. */
  readonly used: readonly string[];
  readonly substitution: Substitution;
}

const MOST = 5;
/** A template stays within what is worth reading. */
const MAX_CHARACTERS = 40_000;
const TRIES_FOR_ONE = 12;

/** Up to `count` rewritings, all different, each of one to five rewritings one after the other. */
export function rewritings(source: string, seed: number, count: number): readonly RewrittenTemplate[] {
  const found: RewrittenTemplate[] = [];
  for (const one of endlessRewritings(source, seed, count * TRIES_FOR_ONE)) {
    found.push(one);
    if (found.length >= count) break;
  }
  return found;
}

/** More than any template has whose rewritings are worth trying; what costs by its size alone has more. */
const MAX_NODES = 3000;

/** Different rewritings one by one, until `tries` have been made. Throws where the template does not parse or is too large. */
export function endlessRewritings(source: string, seed: number, tries: number): Iterable<RewrittenTemplate> {
  const program = parseTemplate(source);
  const nodes = sites(program).length;
  if (nodes > MAX_NODES) throw new RangeError(`expected at most ${String(MAX_NODES)} nodes, found ${String(nodes)}`);
  return differentOnes(program, source, new Rng((BigInt(seed) << 32n) | BigInt(digest(source))), tries);
}

function* differentOnes(program: Program, source: string, rng: Rng, tries: number): Generator<RewrittenTemplate> {
  const seen = new Set([source, printTemplate(program)]);
  for (let i = 0; i < tries; i++) {
    const made = rewrittenOnce(program, rng.fork(i));
    if (!made || seen.has(made.source) || made.source.length > MAX_CHARACTERS) continue;
    seen.add(made.source);
    yield made;
  }
}

/** FNV-1a: templates of one run do not all get the same rewritings in the same order. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Renaming alone is no rewriting: an analysis does not look at names. */
function rewrittenOnce(program: Program, rng: Rng): RewrittenTemplate | null {
  let current: Rewritten = { program, substitution: UNCHANGED };
  const used: string[] = [];
  const steps = rng.int(1, MOST);
  for (let step = 0; step < steps; step++) {
    const [next, name] = oneStep(current, used.length === 0 ? DECIDING : FAMILIES, rng);
    if (!next) continue;
    current = next;
    used.push(name);
  }
  if (used.length === 0) return null;
  const last = rng.float64() < 0.3 ? NAMES.apply(current.program, rng) : null;
  const { program: made, substitution } = last ? { ...current, program: last.program } : current;
  return { source: printTemplate(made), used: last ? [...used, NAMES.name] : used, substitution };
}

const PATIENCE = 8;

/** A random form of a random family; another one where it finds no place. */
function oneStep(
  { program, substitution }: Rewritten,
  families: readonly (readonly Rewriting[])[],
  rng: Rng,
): readonly [Rewritten | null, string] {
  for (let i = 0; i < PATIENCE; i++) {
    const rewriting = rng.pick(rng.pick(families));
    const made = rewriting.apply(program, rng);
    if (made) return [{ program: made.program, substitution: joined(substitution, made.substitution) }, rewriting.name];
  }
  return [null, ''];
}

/** Both, one after the other. */
function joined(first: Substitution, second: Substitution): Substitution {
  return { texts: [...first.texts, ...second.texts], roles: [...first.roles, ...second.roles] };
}
