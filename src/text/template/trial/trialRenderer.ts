import type { TemplateError } from '../sandbox.ts';

/** A conversation as a template sees it, and the moment at which it does. */
export interface Scene {
  /** Plain data. */
  readonly variables: object;
  /** In milliseconds since 1970. */
  readonly now: number;
}

export interface RenderedScene {
  readonly text: string;
  /** What `strftime_now` gave, in order. */
  readonly dates: readonly string[];
  readonly steps: number;
}

/** What came of a scene. `isRaised` where the template itself refuses the conversation. */
export type SceneOutcome = RenderedScene | { readonly error: TemplateError; readonly isRaised: boolean };

/** What renders a template. */
export interface TrialRenderer {
  /** That one rendering may take. */
  readonly steps: number;
  /** Ends with the first scene that exhausts something. Throws or rejects with TemplateError. */
  renderEach(template: string, scenes: readonly Scene[]): readonly SceneOutcome[] | Promise<readonly SceneOutcome[]>;
}
