/** What llama.cpp gives for one prompt on a model expanded to F32: see tests/fixtures/README.md. */
export interface Golden {
  readonly text: string;
  readonly prompt: readonly number[];
  readonly greedy: readonly number[];
  /** Of every step, the greatest first. */
  readonly top: readonly {
    readonly ids: readonly number[];
    readonly logits: readonly number[];
    readonly lse: number;
  }[];
}
