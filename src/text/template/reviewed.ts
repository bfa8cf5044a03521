/** Public templates that somebody has read because the proof refuses them, by the SHA-256 of their text, and what they truly do. */
export const REVIEWED: ReadonlyMap<string, string> = new Map([]);
