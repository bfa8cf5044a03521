import type { Scene, SceneOutcome } from '../sandbox.ts';

/** What renders a template: our interpreter, or a sandbox. */
export interface TrialRenderer {
  /** That one rendering may take. */
  readonly steps: number;
  /** Ends with the first scene that exhausts something. Throws or rejects with TemplateError. */
  renderEach(template: string, scenes: readonly Scene[]): readonly SceneOutcome[] | Promise<readonly SceneOutcome[]>;
}
