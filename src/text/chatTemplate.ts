/**
 * Chat templates come from the file: Jinja programs by a stranger. They are rendered by an interpreter without access to the
 * host, in a worker of its own with a small heap and stack, which is stopped when its time is up.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FleaError } from '../core/errors.ts';
import { formatBytes } from '../core/units.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface TemplateInput {
  readonly messages: readonly ChatMessage[];
  readonly addGenerationPrompt: boolean;
  readonly bosToken: string;
  readonly eosToken: string;
}

export interface TemplateLimits {
  /** The largest template in use today is below 32 KiB. */
  readonly templateBytes: number;
  /** A real template renders in a few milliseconds; the rest is the worker's start on a busy machine. */
  readonly seconds: number;
  readonly outputBytes: number;
  readonly heapMiB: number;
}

export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = {
  templateBytes: 1 << 20,
  seconds: 10,
  outputBytes: 16 << 20,
  heapMiB: 64,
};

/** A template that does not parse, fails, or exceeds a limit. Code `template/…`. */
export class TemplateError extends FleaError {}

/** The worker: it gets a template and its variables, and posts the text or what went wrong. It is given nothing else. */
const WORKER_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.jinja).then(({ Template }) => {
  const text = new Template(workerData.template).render(workerData.variables);
  parentPort.postMessage(text.length > workerData.outputBytes ? { tooLong: text.length } : { text });
}).catch((error) => parentPort.postMessage({ failed: String(error && error.message) }));
`;

type Reply = { readonly text: string } | { readonly tooLong: number } | { readonly failed: string };

/** The text that `template` makes of `input`. Rejects with TemplateError. */
export async function renderChatTemplate(
  template: string,
  { messages, addGenerationPrompt, bosToken, eosToken }: TemplateInput,
  limits: TemplateLimits = DEFAULT_TEMPLATE_LIMITS,
): Promise<string> {
  if (template.length > limits.templateBytes) {
    const found = formatBytes(template.length);
    throw new TemplateError(
      'template/size',
      `expected a template of at most ${formatBytes(limits.templateBytes)}, found ${found}`,
    );
  }
  const variables = { messages, add_generation_prompt: addGenerationPrompt, bos_token: bosToken, eos_token: eosToken };
  const reply = await inWorker(template, variables, limits);
  if ('text' in reply) return reply.text;
  if ('failed' in reply) throw new TemplateError('template/failed', `the chat template failed: ${reply.failed}`);
  const found = `${String(reply.tooLong)} characters`;
  throw new TemplateError(
    'template/output',
    `expected at most ${String(limits.outputBytes)} characters of output, found ${found}`,
  );
}

function inWorker(template: string, variables: object, limits: TemplateLimits): Promise<Reply> {
  const jinja = pathToFileURL(createRequire(import.meta.url).resolve('@huggingface/jinja')).href;
  const worker = new Worker(WORKER_SOURCE, {
    eval: true,
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMiB, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 },
    workerData: { jinja, template, variables, outputBytes: limits.outputBytes },
  });
  return new Promise<Reply>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new TemplateError('template/time', `expected the chat template to finish within ${String(limits.seconds)} s`),
      );
    }, limits.seconds * 1000);
    worker.once('message', resolve);
    worker.once('error', (error: Error & { code?: string }) => {
      reject(
        new TemplateError(
          'template/resources',
          `the chat template exceeded its limits: ${error.code ?? error.message}`,
        ),
      );
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new TemplateError('template/resources', 'the chat template ended its worker without a result'));
    });
  }).finally(() => worker.terminate());
}
