/** A fuzz target as data: what is built and run, what it begins with, and the controls that prove it can find something. */

export type TargetKind = 'jazzer' | 'libfuzzer';

/** What one run of a fuzzer needs. Paths are relative to the repository. */
export interface FuzzProgram {
  /** A compiled module under build/fuzz-js, or an executable under build/fuzz-native. */
  readonly program: string;
  /** Folders of inputs to begin with; those that do not exist are left out. */
  readonly seeds: readonly string[];
  readonly dictionary: string | null;
}

/** The target with a planted defect, which a run must find. */
export interface Control extends FuzzProgram {
  readonly name: string;
  readonly plants: string;
  /** Part of the signature of the planted defect: finding something else is not finding it. */
  readonly signature: string;
}

export interface FuzzTarget extends FuzzProgram {
  readonly name: string;
  readonly kind: TargetKind;
  readonly title: string;
  /** Bytes of an input at most. Longer seeds are cut. */
  readonly maxLength: number;
  readonly controls: readonly Control[];
}

/** Inputs that once failed: replayed before every campaign. */
export function regressionFolder(target: FuzzTarget): string {
  return `corpus/regress/${target.name}`;
}
