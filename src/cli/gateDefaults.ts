/** What `gate` does where no flag says otherwise. */

/** Differential cases of each layer for each op and type. */
export const DEFAULT_CASES = '16';

/** A campaign of each fuzz target. */
export const DEFAULT_FUZZ = '5s';
