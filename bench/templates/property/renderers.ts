/** What renders a template about conversations: jinja2 in a process of its own, or the product's own sandbox. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  DEFAULT_TEMPLATE_LIMITS,
  isExhaustion,
  TemplateError,
  TemplateSandbox,
  type TemplateLimits,
} from '../../../src/text/template/sandbox.ts';
import { PYTHON, SET_UP } from '../witnessProcess.ts';
import type { Rendered } from './comparison.ts';
import type { Conversation } from './shape.ts';

export interface Renderer {
  readonly name: 'jinja2' | 'ours';
  render(source: string, conversations: readonly Conversation[]): Promise<readonly Rendered[]>;
  close(): void;
}

const SCRIPT = 'bench/templates/property/render.py';

/** Starts jinja2. Any number of questions may be on their way. Rejects where Python or jinja2 is missing. */
export async function startJinja2(): Promise<Renderer> {
  if (!existsSync(PYTHON)) throw new Error(`expected ${PYTHON}, found none: ${SET_UP}`);
  // No byte code is written beside the sources.
  const child = spawn(PYTHON, ['-B', '-W', 'ignore', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const line = (await lines.next()) as IteratorResult<string, undefined>;
    if (line.done === true) throw new Error(`expected an answer of jinja2, found that the process ended: ${SET_UP}`);
    return JSON.parse(line.value) as unknown;
  };
  await answer();
  return {
    name: 'jinja2',
    render: async (source, conversations) => {
      child.stdin.write(`${JSON.stringify({ source, conversations })}\n`);
      return (await answer()) as readonly Rendered[];
    },
    close: () => child.stdin.end(),
  };
}

/** A lane renders for long: each template has its limits, all together have none. */
const LIMITS: TemplateLimits = {
  ...DEFAULT_TEMPLATE_LIMITS,
  seconds: 3,
  secondsInAll: 100_000,
  steps: 200_000,
  stepsInAll: Number.MAX_SAFE_INTEGER,
  outputBytes: 1 << 20,
};

/** The sandbox takes plain data: the clock of a conversation comes through a macro. */
const CLOCK = "{% macro strftime_now(form) %}{{ said_by_clock if '%' in form else form }}{% endmacro %}";

/** The product's own sandbox, one question at a time. */
export function ourRenderer(): Renderer {
  const sandbox = new TemplateSandbox(LIMITS);
  const one = async (source: string, { variables, clock }: Conversation): Promise<Rendered> => {
    try {
      return { text: await sandbox.render(CLOCK + source, { ...variables, said_by_clock: clock }) };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return isExhaustion(error) ? { limit: error.code } : { error: error.message };
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  const all = async (source: string, conversations: readonly Conversation[]): Promise<readonly Rendered[]> => {
    const rendered: Rendered[] = [];
    for (const conversation of conversations) rendered.push(await one(source, conversation));
    return rendered;
  };
  return {
    name: 'ours',
    render: (source, conversations) => {
      const next = last.then(() => all(source, conversations));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => {
      sandbox.close();
    },
  };
}
