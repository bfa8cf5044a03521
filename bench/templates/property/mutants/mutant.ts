export interface Mutant {
  readonly name: string;
  /** In `src/text/template/flow`, compiled. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export type Edit = readonly [name: string, find: string, replace: string];

export function inFile(file: string, edits: readonly Edit[]): readonly Mutant[] {
  return edits.map(([name, find, replace]) => ({ name, file, find, replace }));
}
