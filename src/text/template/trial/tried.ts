import { TemplateError } from '../sandbox.ts';
import type { SceneOutcome } from './trialRenderer.ts';
import { FEW_TURNS, type Conversation } from './conversation.ts';
import { isAnybodyHeard } from './leftOut.ts';
import { saysLittle, withoutSaid, type Say } from './marker.ts';

/** A conversation that was tried, and what came of it. */
export interface Tried {
  readonly conversation: Conversation;
  readonly outcome: SceneOutcome;
}

/** Throws TemplateError where there is no outcome: a sound process answers to every scene, up to one that exhausts something. */
export function tried(conversation: Conversation, outcome: SceneOutcome | undefined): Tried {
  if (!outcome) throw new TemplateError('template/resources', 'the chat template’s process did not answer');
  return { conversation, outcome };
}

export function isShort({ conversation: { roles } }: Tried): boolean {
  return roles.filter((role) => role !== 'system').length <= FEW_TURNS;
}

export function isHeard({ conversation, outcome }: Tried): boolean {
  return 'text' in outcome && isAnybodyHeard(conversation, outcome.text);
}

export function isRendered({ outcome }: Tried): boolean {
  return 'text' in outcome;
}

/** The output with what is said cut out; null where there is none. */
export function textOf({ conversation, outcome }: Tried, say: Say = saysLittle): string | null {
  return 'text' in outcome ? withoutSaid(outcome.text, conversation.roles.length, say) : null;
}
