/** Pairs of conversations for a template, and where its outputs part otherwise than by what is said. */
import type { Rng } from '../../../src/core/rng.ts';
import { differenceOf, type Rendered } from './comparison.ts';
import { randomFilling, referenceFilling, triggersOf } from './fillings.ts';
import type { Renderer } from './renderers.ts';
import { filled, type Conversation, type Filling, type Structure } from './shape.ts';
import { randomStructure } from './structures.ts';

/** A structure, and what is said in conversations of it: the first with markers. */
export interface Trial {
  readonly structure: Structure;
  readonly fillings: readonly Filling[];
}

export interface Difference {
  readonly renderer: Renderer['name'];
  readonly found: string;
  readonly conversations: readonly [Conversation, Conversation];
  readonly outputs: readonly [Rendered, Rendered];
}

export interface TrialCounts {
  readonly structures: number;
  readonly fillings: number;
}

export const FEW: TrialCounts = { structures: 2, fillings: 6 };

export function trialsOf(source: string, rng: Rng, { structures, fillings }: TrialCounts): readonly Trial[] {
  const triggers = triggersOf(source);
  return Array.from({ length: structures }, () => {
    const structure = randomStructure(rng);
    const reference = referenceFilling(structure);
    const others = Array.from({ length: fillings }, () => randomFilling(structure, triggers, rng));
    const same = alike(structure, reference);
    return { structure, fillings: [reference, ...others.filter((one) => alike(structure, one) === same)] };
  });
}

/** Which messages are the same: a template may look for the place of a message by comparing it. */
function alike(structure: Structure, filling: Filling): string {
  const messages = filled(structure, filling).variables['messages'] as readonly unknown[];
  const texts = messages.map((message) => JSON.stringify(message));
  return texts.map((text) => String(texts.indexOf(text))).join(' ');
}

export interface Judged {
  readonly difference: Difference | null;
  /** Whether any conversation gave an output. */
  readonly isRendered: boolean;
  /** Of every conversation, in order. */
  readonly outputs: readonly Rendered[];
}

export async function judge(source: string, trials: readonly Trial[], renderer: Renderer): Promise<Judged> {
  const conversations = trials.map(({ structure, fillings }) => fillings.map((one) => filled(structure, one)));
  const outputs = await renderer.render(source, conversations.flat());
  let first = 0;
  let isRendered = false;
  for (const [i, trial] of trials.entries()) {
    const own = outputs.slice(first, first + trial.fillings.length);
    first += own.length;
    isRendered ||= own.some((output) => 'text' in output);
    const difference = partingOf(trial, conversations[i] ?? [], own, renderer.name);
    if (difference) return { difference, isRendered, outputs };
  }
  return { difference: null, isRendered, outputs };
}

function partingOf(
  { structure, fillings }: Trial,
  conversations: readonly Conversation[],
  outputs: readonly Rendered[],
  renderer: Renderer['name'],
): Difference | null {
  const [reference, ...others] = outputs;
  if (!reference) return null;
  for (const [i, other] of others.entries()) {
    const [filling, plain, said] = [fillings[i + 1], conversations[0], conversations[i + 1]];
    if (!filling || !plain || !said) continue;
    const found = differenceOf(structure, reference, other, filling);
    if (found !== null) return { renderer, found, conversations: [plain, said], outputs: [reference, other] };
  }
  return null;
}
