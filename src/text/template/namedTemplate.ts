import type { TemplateProblem } from './problem.ts';

/** A template of a file. */
export interface NamedTemplate {
  /** The metadata key whose value holds it. */
  readonly key: string;
  /** Where it stands, as findings say it: `metadata["tokenizer.chat_template"][2]`. */
  readonly path: string;
  /** `default` of one that readers take unless told otherwise, the variant's name, or null where the place gives none. */
  readonly name: string | null;
  readonly text: string;
}

/** What a rule says of a place in the file. */
export interface PlaceProblem extends TemplateProblem {
  readonly path: string;
}
