/**
 * Where templates are parsed and rendered: Jinja programs by a stranger, in an interpreter without access to the host, in a
 * process of its own with a small heap and an empty environment, which is killed when its time is up. A worker thread will not
 * do: one that outgrows its heap in a single step takes the whole process with it. Nor is parsing safer than rendering: a lexer
 * with one backtracking expression takes minutes over a megabyte of spaces.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { FleaError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { formatBytes } from '../../core/units.ts';
import type { TemplateNode } from './ast.ts';

export interface TemplateLimits {
  /** The largest template in use today is below 32 KiB. */
  readonly templateBytes: number;
  /** A real template renders in a few milliseconds; the rest is the process's start on a busy machine. */
  readonly seconds: number;
  /** Nodes evaluated and rounds of loops. A conversation of three turns takes a few thousand. */
  readonly steps: number;
  readonly outputBytes: number;
  readonly heapMiB: number;
}

export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = {
  templateBytes: 1 << 20,
  seconds: 10,
  steps: 10_000_000,
  outputBytes: 16 << 20,
  heapMiB: 64,
};

/** For each of the handful of renderings of a check. */
export const CHECK_LIMITS: TemplateLimits = {
  ...DEFAULT_TEMPLATE_LIMITS,
  seconds: 5,
  steps: 200_000,
  outputBytes: 1 << 20,
};

/**
 * A template that cannot be used: `template/size`, `template/parse`, `template/failed`, `template/time`, `template/steps`,
 * `template/output`, `template/resources`.
 */
export class TemplateError extends FleaError {}

/** True for what shows that a template consumes without end, and not merely that it rejects what it was given. */
export function isExhaustion({ code }: TemplateError): boolean {
  return ['template/time', 'template/steps', 'template/output', 'template/resources'].includes(code);
}

/** A tree this deep is no template; walking it in the serializer would exhaust the stack on either side. */
const MAX_DEPTH = 1000;

/** The child: it gets templates and variables, and sends what came of them. It is given nothing else. */
const CHILD_SOURCE = `
const [jinja, steps, outputBytes, maxDepth] = process.argv.slice(1);
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
const ready = import(jinja).then((module) => {
  const { prototype } = module.Interpreter;
  let taken = 0;
  // Every node, and every round of a loop: an empty body evaluates nothing.
  for (const name of ['evaluate', 'evaluateBlock']) {
    const original = prototype[name];
    prototype[name] = function (...args) {
      if (++taken > Number(steps)) throw Object.assign(new Error('steps'), { isLimit: true });
      return original.apply(this, args);
    };
  }
  return { ...module, restart() { taken = 0; } };
});
function depthOf(root) {
  let depth = 0;
  for (let level = [root]; level.length > 0 && depth <= Number(maxDepth); depth++) {
    const next = [];
    for (const value of level)
      for (const member of value instanceof Map ? [...value].flat() : Object.values(value))
        if (typeof member === 'object' && member !== null) next.push(member);
    level = next;
  }
  return depth;
}
function parse({ Template }, template) {
  const parsed = new Template(template);
  if (depthOf(parsed.parsed) > Number(maxDepth)) throw new Error('nested too deep');
  return parsed;
}
let last = null;
process.on('message', async ({ template, variables }) => {
  const module = await ready;
  try {
    if (last?.template !== template) last = { template, parsed: parse(module, template) };
    if (!variables) return process.send({ ast: last.parsed.parsed });
  } catch (error) {
    return process.send({ code: 'template/parse', failed: String(error && error.message) });
  }
  try {
    module.restart();
    const text = last.parsed.render(variables);
    process.send(text.length > Number(outputBytes) ? { tooLong: text.length } : { text });
  } catch (error) {
    const code = error && error.isLimit ? 'template/steps' : 'template/failed';
    process.send({ code, failed: String(error && error.message) });
  }
});
`;

type Reply =
  | { readonly ast: TemplateNode }
  | { readonly text: string }
  | { readonly tooLong: number }
  | { readonly code: string; readonly failed: string };

/** A process that is started when it is first asked, or before, and again after it had to be stopped. One question at a time. */
export class TemplateSandbox {
  readonly #limits: TemplateLimits;
  #child: ChildProcess | null = null;

  constructor(limits: TemplateLimits = DEFAULT_TEMPLATE_LIMITS) {
    this.#limits = limits;
  }

  /** The syntax tree, as plain data. Rejects with TemplateError. */
  async parse(template: string): Promise<TemplateNode> {
    const reply = await this.#ask(template);
    if ('ast' in reply) return reply.ast;
    throw this.#failure(reply);
  }

  /** The text that `template` makes of `variables`, which are plain data. Rejects with TemplateError. */
  async render(template: string, variables: object): Promise<string> {
    const reply = await this.#ask(template, variables);
    if ('text' in reply) return reply.text;
    throw this.#failure(reply);
  }

  /** The running process's number. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts the process, so that the first question finds it running. */
  start(): void {
    this.#child ??= this.#start();
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #failure(reply: Reply): TemplateError {
    if ('code' in reply) {
      if (reply.code === 'template/steps') {
        const most = String(this.#limits.steps);
        return new TemplateError(reply.code, `expected the chat template to end within ${most} steps`);
      }
      const what = reply.code === 'template/parse' ? 'does not parse' : 'failed';
      return new TemplateError(reply.code, `the chat template ${what}: ${printable(reply.failed, 200)}`);
    }
    const found = 'tooLong' in reply ? `${String(reply.tooLong)} characters` : 'something else';
    const most = String(this.#limits.outputBytes);
    return new TemplateError('template/output', `expected at most ${most} characters of output, found ${found}`);
  }

  async #ask(template: string, variables?: object): Promise<Reply> {
    const { templateBytes, seconds } = this.#limits;
    if (template.length > templateBytes) {
      const found = formatBytes(template.length);
      throw new TemplateError('template/size', `expected at most ${formatBytes(templateBytes)}, found ${found}`);
    }
    const child = (this.#child ??= this.#start());
    try {
      return await answer(child, { template, variables }, seconds);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #start(): ChildProcess {
    const jinja = pathToFileURL(createRequire(import.meta.url).resolve('@huggingface/jinja')).href;
    const { heapMiB, steps, outputBytes } = this.#limits;
    const limits = [steps, outputBytes, MAX_DEPTH].map(String);
    const args = [`--max-old-space-size=${String(heapMiB)}`, '--eval', CHILD_SOURCE, '--', jinja, ...limits];
    return spawn(process.execPath, args, {
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
  }
}

/** The child's next message. Rejects when it fails, ends, or takes longer than `seconds`. */
function answer(child: ChildProcess, request: object, seconds: number): Promise<Reply> {
  const { promise, resolve, reject } = pending<Reply>();
  const fail = (code: string, message: string): void => {
    reject(new TemplateError(code, message));
  };
  const timer = setTimeout(() => {
    fail('template/time', `expected the chat template to finish within ${String(seconds)} s`);
  }, seconds * 1000);
  const onError = (error: Error): void => {
    fail('template/resources', `the chat template’s process could not be asked: ${printable(error.message)}`);
  };
  const onExit = (): void => {
    fail('template/resources', 'the chat template exceeded its limits: its process ended without a result');
  };
  child.on('message', resolve).on('error', onError).on('exit', onExit);
  child.send(request);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', resolve).off('error', onError).off('exit', onExit);
  });
}

interface Pending<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function pending<T>(): Pending<T> {
  let settle: Omit<Pending<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (!settle) throw new Error('a promise runs its executor at once');
  return { promise, ...settle };
}
