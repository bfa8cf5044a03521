import type { PassPlan } from '../../src/checks/pass/filePass.ts';

/** A plan to hash a file and nothing else, with changes. */
export function planWith(changes: Partial<PassPlan> = {}): PassPlan {
  return { head: new Uint8Array(0), extents: [], littleEndian: true, kept: [], ...changes };
}

/** What a pass with {@link planWith} gives where there is nothing to tell, but for the digest. */
export const NOTHING_TOLD = { tallies: [], kept: new Uint8Array(0) };
