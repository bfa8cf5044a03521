/** The parts of a file that are judged apart from each other. A verdict says of each whether it was looked at. */
export const SURFACES = [
  'container',
  'keys',
  'tensors',
  'numbers',
  'tokenizer',
  'template',
  'hidden',
  'shards',
] as const;

export type Surface = (typeof SURFACES)[number];

/**
 * How far one surface of a file was examined. Part of the published `flea-flicker/check@1` document.
 *
 * - `examined`: every rule that applies ran to its end.
 * - `partly`: some rules could not run; `why` says which, and what was judged all the same.
 * - `not`: no rule ran.
 * - `absent`: the file has no such thing, or it is not the kind of file that has.
 */
export interface Coverage {
  readonly surface: Surface;
  readonly state: 'examined' | 'partly' | 'not' | 'absent';
  /** Expected where the state is `partly` or `not`. */
  readonly why?: string;
  /**
   * True where bytes that are there were not read or not understood, so that nobody knows what they hold. A file with an unread surface
   * never passes, whatever is suppressed. What is read and merely not described yet, and what the caller left out, is not unread.
   */
  readonly unread?: true;
}

/** True where the reading of some surface stopped. */
export function isUnread(coverage: readonly Coverage[]): boolean {
  return coverage.some(({ unread }) => unread === true);
}

/** True where some surface was examined partly or not at all, for whatever reason. */
export function isPartial(coverage: readonly Coverage[]): boolean {
  return coverage.some(({ state }) => state === 'partly' || state === 'not');
}
