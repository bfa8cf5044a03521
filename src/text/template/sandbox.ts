/**
 * Where `run` renders a chat by its template: a Jinja program by a stranger, in an interpreter without access to the host, in a
 * process of its own with a small heap and an empty environment, which is killed when its time is up. A worker thread will not
 * do: one that outgrows its heap in a single step takes the whole process with it. Nor is its parser safer than rendering: a lexer
 * with one backtracking expression takes minutes over a megabyte of spaces.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'node:path';
import { FleaError } from '../../core/errors.ts';
import { withoutLeaks } from '../../core/leakedDescriptors.ts';
import { printable } from '../../core/printable.ts';
import { usageOf } from '../../core/processUsage.ts';
import { formatBytes } from '../../core/units.ts';
import { CHILD_SOURCE } from './sandboxChild.ts';
import { confinedCommand, sealDescriptors, type LayerName } from './sandboxLayers.ts';

export interface TemplateLimits {
  /** Characters of a template. The largest in use today is below 32 KiB. */
  readonly templateBytes: number;
  /** For one question, of the clock. A real template renders in a few milliseconds. */
  readonly seconds: number;
  /** For all questions to one sandbox together. */
  readonly secondsInAll: number;
  /** Nodes evaluated and rounds of loops, in one rendering. A conversation of three turns takes a few thousand. */
  readonly steps: number;
  /** In all renderings of one process. */
  readonly stepsInAll: number;
  readonly outputBytes: number;
  readonly heapMiB: number;
}

export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = {
  templateBytes: 1 << 20,
  seconds: 10,
  secondsInAll: 60,
  steps: 10_000_000,
  stepsInAll: 60_000_000,
  outputBytes: 16 << 20,
  heapMiB: 64,
};

/**
 * A template that cannot be used: `template/size`, `template/parse`, `template/failed`, `template/time`, `template/steps`,
 * `template/nodes`, `template/output`, `template/resources`, `template/not-tried`.
 */
export class TemplateError extends FleaError {}

const EXHAUSTIONS: ReadonlySet<string> = new Set([
  'template/time',
  'template/steps',
  'template/output',
  'template/resources',
]);

/** True for what shows that a template consumes without end, and not merely that it rejects what it was given. */
export function isExhaustion({ code }: TemplateError): boolean {
  return EXHAUSTIONS.has(code);
}

/** A tree this deep is no template: evaluating it would exhaust the stack. */
const MAX_DEPTH = 1000;
/** More are not rendered: one conversation would take some seconds. Its own trees count operators too. */
const MAX_NODES = 64 << 10;
/** Starting takes 0.1 s. Longer than this, the machine is at fault, and no template is judged by it. */
const START_SECONDS = 30;

type Reply =
  | { readonly ready: true }
  | { readonly text: string }
  | { readonly tooLong: number }
  | { readonly code: string; readonly failed: string };

/** What tests put in the place of the interpreter, and the layers that they do without. */
export interface PlantedSandbox {
  readonly interpreter?: string;
  readonly without?: ReadonlySet<LayerName>;
}

/** A process that has been told what to interpret with, and that nothing more can be opened in. */
interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
}

/** A process that is started when it is first asked, and again after it had to be stopped. One question at a time. */
export class TemplateSandbox {
  readonly #limits: TemplateLimits;
  readonly #planted: PlantedSandbox;
  #running: Running | null = null;
  #secondsLeft: number;

  constructor(limits: TemplateLimits = DEFAULT_TEMPLATE_LIMITS, planted: PlantedSandbox = {}) {
    this.#limits = limits;
    this.#planted = planted;
    this.#secondsLeft = limits.secondsInAll;
  }

  /** The text that `template` makes of `variables`, which are plain data. Rejects with TemplateError. */
  async render(template: string, variables: object): Promise<string> {
    const reply = await this.#ask(template, variables);
    if ('text' in reply) return reply.text;
    throw this.#failure(reply);
  }

  /** The running process's number. */
  get pid(): number | null {
    return this.#running?.child.pid ?? null;
  }

  close(): void {
    this.#running?.child.kill('SIGKILL');
    this.#running = null;
  }

  #failure(reply: Reply): TemplateError {
    if ('code' in reply) return this.#refusal(reply.code, reply.failed);
    const found = 'tooLong' in reply ? `${String(reply.tooLong)} characters` : 'something else';
    const most = String(this.#limits.outputBytes);
    return new TemplateError('template/output', `expected at most ${most} characters of output, found ${found}`);
  }

  #refusal(code: string, failed: string): TemplateError {
    const { steps, stepsInAll } = this.#limits;
    switch (code) {
      case 'template/steps': {
        const most = `${String(steps)} steps, and all its renderings within ${String(stepsInAll)}`;
        return new TemplateError(code, `expected the chat template to end within ${most}`);
      }
      case 'template/nodes':
        return new TemplateError(
          code,
          `expected at most ${String(MAX_NODES)} nodes in the chat template’s tree, found more`,
        );
      default: {
        const what = code === 'template/parse' ? 'does not parse' : 'failed';
        return new TemplateError(code, `the chat template ${what}: ${printable(failed, 200)}`);
      }
    }
  }

  async #ask(template: string, variables: object): Promise<Reply> {
    const { templateBytes, seconds, secondsInAll } = this.#limits;
    if (template.length > templateBytes) {
      const found = formatBytes(template.length);
      throw new TemplateError('template/size', `expected at most ${formatBytes(templateBytes)}, found ${found}`);
    }
    const { child, ready } = (this.#running ??= this.#start());
    try {
      await ready;
      const spent = stopwatch(child.pid ?? 0);
      const most = Math.min(seconds, this.#secondsLeft);
      const reply = answer(child, { template, variables }, most, `${String(Math.min(seconds, secondsInAll))} s`);
      return await reply.finally(() => (this.#secondsLeft -= spent()));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #start(): Running {
    const { interpreter = jinjaSource(), without } = this.#planted;
    const child = this.#spawn();
    const ready = answer(child, { source: interpreter }, START_SECONDS, `${String(START_SECONDS)} s of its start`).then(
      () => sealDescriptors(child.pid ?? 0, without),
    );
    // Whoever asks hears of it; a spare that nobody asks may end unheard.
    ready.catch(() => undefined);
    return { child, ready };
  }

  #spawn(): ChildProcess {
    const { heapMiB, steps, stepsInAll, outputBytes, secondsInAll } = this.#limits;
    const limits = [steps, stepsInAll, outputBytes, MAX_DEPTH, MAX_NODES].map(String);
    const { without } = this.#planted;
    const [command = '', ...args] = confinedCommand(['--eval', CHILD_SOURCE, '--', ...limits], {
      // Of the processor: its start takes a part of a second.
      seconds: secondsInAll + 2,
      heapMiB,
      ...(without && { without }),
    });
    const child = spawn(command, args, {
      env: {},
      cwd: parse(process.execPath).root,
      stdio: withoutLeaks<'ignore' | 'ipc'>(['ignore', 'ignore', 'ignore', 'ipc']),
      serialization: 'advanced',
    });
    // Whoever asks listens as well; between two questions nobody does.
    return child.on('error', () => undefined);
  }
}

let source: string | null = null;

/** The interpreter's own text, read once: its process reads no files. */
function jinjaSource(): string {
  return (source ??= readFileSync(createRequire(import.meta.url).resolve('@huggingface/jinja'), 'utf8'));
}

/** On a busy machine the clock runs while others work: below this share of a processor, the time is not the template's. */
const OWN_SHARE = 0.5;
/** But nobody waits for more than as many times its seconds. */
const PATIENCE = 8;

/** Seconds from now on that a process used itself, as far as the system tells, and a share of what it took in all. */
function stopwatch(pid: number): () => number {
  const started = performance.now();
  const { cpu: before } = usageOf(pid);
  return () => {
    const seconds = (performance.now() - started) / 1000;
    const { cpu } = usageOf(pid);
    return cpu === null || before === null ? seconds : Math.max(cpu - before, seconds / PATIENCE);
  };
}

/** Calls `spent` when `seconds` have passed that a process used itself, as far as the system tells. The caller clears the timer. */
function whenSpent(pid: number, seconds: number, spent: () => void): NodeJS.Timeout {
  const { cpu: before } = usageOf(pid);
  const most = Math.max(0.001, seconds);
  let rounds = 0;
  return setInterval(() => {
    const { cpu } = usageOf(pid);
    const own = cpu === null || before === null ? Infinity : cpu - before;
    if (++rounds >= PATIENCE || own > OWN_SHARE * most) spent();
  }, most * 1000);
}

/** The child's next message. Rejects when it fails, ends, or takes longer than `seconds`, of which `most` tells. */
function answer(child: ChildProcess, request: object, seconds: number, most: string): Promise<Reply> {
  const { promise, resolve, reject } = pending<Reply>();
  const fail = (code: string, message: string): void => {
    reject(new TemplateError(code, message));
  };
  const timer = whenSpent(child.pid ?? 0, seconds, () => {
    fail('template/time', `expected the chat template to finish within ${most}`);
  });
  const onError = (error: Error): void => {
    fail('template/resources', `the chat template’s process could not be asked: ${printable(error.message)}`);
  };
  const onExit = (): void => {
    fail('template/resources', 'the chat template exceeded its limits: its process ended without a result');
  };
  child.on('message', resolve).on('error', onError).on('exit', onExit);
  if (child.connected) child.send(request);
  else onExit();
  return promise.finally(() => {
    clearInterval(timer);
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
