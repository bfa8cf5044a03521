/** What renders a template about conversations: jinja2 in a process of its own, or the interpreter of the trial. */
import { DEFAULT_TEMPLATE_LIMITS, isExhaustion, TemplateError } from '../../../src/text/template/sandbox.ts';
import { InterpretedTemplates, type InterpreterLimits } from '../../../src/text/template/trial/interpreted.ts';
import type { SceneOutcome } from '../../../src/text/template/trial/trialRenderer.ts';
import { startPython } from '../pythonProcess.ts';
import type { Rendered } from './comparison.ts';
import type { Conversation } from './shape.ts';

export interface Renderer {
  readonly name: 'jinja2' | 'ours';
  render(source: string, conversations: readonly Conversation[]): Promise<readonly Rendered[]>;
  close(): void;
}

const SCRIPT = 'bench/templates/render.py';

/** Starts jinja2. Any number of questions may be on their way. Rejects where Python or jinja2 is missing. */
export async function startJinja2(): Promise<Renderer> {
  const { ask, close } = await startPython(SCRIPT);
  return {
    name: 'jinja2',
    render: async (source, scenes) => (await ask({ source, scenes })) as readonly Rendered[],
    close,
  };
}

/** A lane renders for long: each template has its limits, all together have none. */
const LIMITS: InterpreterLimits = {
  ...DEFAULT_TEMPLATE_LIMITS,
  steps: 1_000_000,
  stepsInAll: Number.MAX_SAFE_INTEGER,
  outputBytes: 1 << 20,
};

/** The interpreter knows moments, and no clock that says anything: that of a conversation comes through a macro. */
const CLOCK = "{% macro strftime_now(form) %}{{ said_by_clock if '%' in form else form }}{% endmacro %}";

/** The interpreter of the trial. */
export function ourRenderer(): Renderer {
  const templates = new InterpretedTemplates(LIMITS);
  const one = (source: string, { variables, clock }: Conversation): Rendered => {
    const [outcome] = outcomesOf(templates, CLOCK + source, { ...variables, said_by_clock: clock });
    if (outcome && 'text' in outcome) return { text: outcome.text };
    const error = outcome?.error ?? new TemplateError('template/failed', 'no outcome');
    const isLimit = isExhaustion(error) || error.code === 'template/not-tried';
    return isLimit ? { limit: error.code } : { error: error.message };
  };
  return {
    name: 'ours',
    render: (source, conversations) => Promise.resolve(conversations.map((conversation) => one(source, conversation))),
    close: () => undefined,
  };
}

function outcomesOf(templates: InterpretedTemplates, source: string, variables: object): readonly SceneOutcome[] {
  try {
    return templates.renderEach(source, [{ variables, now: 0 }]);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [{ error, isRaised: false }];
  }
}
