/** Special tokens by the names that engines give them. */
export type TokensByName = Readonly<Record<string, string>>;
