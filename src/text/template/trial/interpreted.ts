/** The trial's renderer: our own interpreter, in this process. It counts what it does before it does it, and reaches nothing of the host. */
import { printable } from '../../../core/printable.ts';
import { formatBytes } from '../../../core/units.ts';
import { NotTried, PythonError, Raised, TooDeep } from '../interpreter/errors.ts';
import { namesIn } from '../interpreter/fromData.ts';
import { TooMuchOutput } from '../interpreter/output.ts';
import { programOf, type Program } from '../interpreter/program.ts';
import { render } from '../interpreter/render.ts';
import { isExhaustion, TemplateError, type TemplateLimits } from '../sandbox.ts';
import { TooManySteps, withinSteps } from '../steps.ts';
import { TemplateSyntaxError } from '../syntax/syntaxError.ts';
import type { Scene, SceneOutcome, TrialRenderer } from './trialRenderer.ts';

export type InterpreterLimits = Pick<TemplateLimits, 'templateBytes' | 'steps' | 'stepsInAll' | 'outputBytes'>;

/** For all renderings of a check together: they are one file's. Well below what the whole file may take. */
export const CHECK_LIMITS: InterpreterLimits = {
  templateBytes: 256 << 10,
  steps: 200_000,
  // Public templates take at most 227,000 for all of their conversations; a file has at most 17 templates.
  stepsInAll: 4_000_000,
  outputBytes: 1 << 20,
};

/** Renders the templates of one file: what they take in all is counted together. */
export class InterpretedTemplates implements TrialRenderer {
  readonly #limits: InterpreterLimits;
  #stepsLeft: number;
  #last: { readonly template: string; readonly program: Program | TemplateError } | null = null;

  constructor(limits: InterpreterLimits) {
    this.#limits = limits;
    this.#stepsLeft = limits.stepsInAll;
  }

  /** That one rendering may take. */
  get steps(): number {
    return this.#limits.steps;
  }

  /**
   * What `template` makes of each scene: the length of the output is all of theirs together. It ends with the first that exhausts
   * something. Throws TemplateError where the template is too long, or prints too much.
   */
  renderEach(template: string, scenes: readonly Scene[]): readonly SceneOutcome[] {
    const program = this.#program(template);
    if (program instanceof TemplateError) return scenes.map(() => ({ error: program, isRaised: false }));
    const outcomes: SceneOutcome[] = [];
    let left = this.#limits.outputBytes;
    for (const scene of scenes) {
      const outcome = this.#one(program, scene, left);
      outcomes.push(outcome);
      if ('text' in outcome) left -= outcome.text.length;
      else if (isExhaustion(outcome.error)) break;
    }
    return outcomes;
  }

  /** What jinja2 refuses to read fails in every scene. */
  #program(template: string): Program | TemplateError {
    if (this.#last?.template === template) return this.#last.program;
    const { templateBytes } = this.#limits;
    if (template.length > templateBytes) {
      const found = formatBytes(template.length);
      throw new TemplateError('template/size', `expected at most ${formatBytes(templateBytes)}, found ${found}`);
    }
    this.#last = { template, program: read(template) };
    return this.#last.program;
  }

  #one(program: Program, { variables, now }: Scene, most: number): SceneOutcome {
    const dates: string[] = [];
    const clock = { now, tell: (date: string): void => void dates.push(date) };
    const allowed = Math.min(this.#limits.steps, this.#stepsLeft);
    const { result, steps } = withinSteps(allowed, () => {
      try {
        return { text: render(program, { variables: namesIn(variables), clock, most }) };
      } catch (error) {
        return { error: this.#refusal(error), isRaised: error instanceof Raised };
      }
    });
    this.#stepsLeft -= Math.min(steps, allowed);
    return 'text' in result ? { ...result, dates, steps } : result;
  }

  /** Rethrows what no template should bring about. */
  #refusal(error: unknown): TemplateError {
    if (error instanceof TooManySteps) {
      const { steps, stepsInAll } = this.#limits;
      const most = `${String(steps)} steps, and all its renderings within ${String(stepsInAll)}`;
      return new TemplateError('template/steps', `expected the chat template to end within ${most}`);
    }
    if (error instanceof TooMuchOutput) throw new TemplateError('template/output', error.message);
    if (error instanceof NotTried) return failed('template/not-tried', error);
    if (error instanceof PythonError || error instanceof Raised) return failed('template/failed', error);
    // The engine's own: calls that are nested too deep.
    if (error instanceof TooDeep || error instanceof RangeError) return failed('template/resources', error);
    throw error;
  }
}

function read(template: string): Program | TemplateError {
  try {
    return programOf(template);
  } catch (error) {
    if (error instanceof RangeError) return failed('template/resources', error);
    if (error instanceof NotTried) return failed('template/not-tried', error);
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return new TemplateError('template/parse', `the chat template does not parse: ${printable(error.message, 200)}`);
  }
}

function failed(code: string, { message }: Error): TemplateError {
  return new TemplateError(code, `the chat template failed: ${printable(message, 200)}`);
}
