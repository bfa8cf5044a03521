/** Texts that public templates say, by {@link digestOf}. */
export const KNOWN_TEXTS: ReadonlySet<string> = new Set([]);
