import { step } from '../steps.ts';
import type { Span } from '../syntax/nodes.ts';
import { NOTHING, type Printed } from './printed.ts';
import type { Way } from './way.ts';

/** A piece is read again with whatever it is printed with. */
const STEPS_OF_PIECE = 4;

/** A text as it is printed on a way. */
export function piece(text: string, { start, end }: Span, { place, isChanged }: Way, isMade = false): Printed {
  step(STEPS_OF_PIECE);
  return text === '' ? NOTHING : { kind: 'piece', text, start, end, place, isChanged, isMade };
}
