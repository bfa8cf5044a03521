/** Messages whose texts are not in the output. */
import { oneLine } from '../layout/visible.ts';
import { isCall, type Conversation, type Role } from './conversation.ts';
import { isBegun, isSaid } from './marker.ts';

/** The roles of a conversation with a message that is left out, and which. */
export interface LeftOut {
  readonly roles: readonly Role[];
  readonly place: number;
  /** What the conversation is given beside its messages, as `tools` or `enable_thinking = false`. */
  readonly given: readonly string[];
}

export function leftOutOf({ roles, more = {}, shape }: Conversation, output: string): readonly LeftOut[] {
  const text = output.toLowerCase();
  const given = Object.entries(more as Readonly<Record<string, unknown>>).map(([name, value]) =>
    typeof value === 'object' && value !== null ? name : `${name} = ${String(value)}`,
  );
  if (shape) given.push(shape.inWords);
  const isSilent = (place: number): boolean => isCall(roles, place) || shape?.isSilent(place) === true;
  return roles.flatMap((_, place) => (isSilent(place) || isSaid(text, place) ? [] : [{ roles, place, given }]));
}

/** Whether anything of what anybody says is in it. */
export function isAnybodyHeard({ roles }: Conversation, output: string): boolean {
  const text = output.toLowerCase();
  return roles.some((_, place) => isBegun(text, place));
}

/** A system message is none of it: a third of the public templates have no room for one. */
export function isHidden({ isOrdinary }: Conversation, { roles, place }: LeftOut): boolean {
  return isOrdinary && roles[place] !== 'system';
}

const WHO: Readonly<Record<Role, string>> = {
  system: 'a system message',
  user: 'a message of the user',
  assistant: 'a message of the assistant',
  tool: 'the result of a tool',
};
/** Roles of a long conversation that are shown. */
const SHOWN = 8;
const SHOWN_OF_NAME = 60;

/** The first case of each role. */
export function byRole(all: readonly LeftOut[]): readonly LeftOut[] {
  const first = new Map<Role | undefined, LeftOut>();
  for (const one of all) if (!first.has(one.roles[one.place])) first.set(one.roles[one.place], one);
  return [...first.values()];
}

/** `a message of the assistant, number 2 of the 2 in “user, assistant”, given tools` */
export function inWords({ roles, place, given }: LeftOut): string {
  const shown = roles.length > SHOWN ? `${roles.slice(0, SHOWN).join(', ')}, …` : roles.join(', ');
  const where = given.length === 0 ? '' : `, given ${given.map((one) => oneLine(one, SHOWN_OF_NAME)).join(', ')}`;
  return `${WHO[roles[place] ?? 'user']}, number ${String(place + 1)} of the ${String(roles.length)} in “${shown}”${where}`;
}
