import { performance } from 'node:perf_hooks';
import { EngineError, UsageError } from '../../core/errors.ts';
import { formatBytes, parseBytes } from '../../core/units.ts';
import type { Usage } from '../../engine/engine.ts';
import { getString } from '../../gguf/metadata.ts';
import { sha256Of } from '../../checks/digest.ts';
import { FileWeights } from '../../residency/fileWeights.ts';
import { renderChatTemplate } from '../../text/template/chatTemplate.ts';
import { generate, type GeneratedToken, type GenerateOptions, type StopReason } from '../../text/generate.ts';
import { checkSamplingOptions } from '../../text/sampling.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import { defaultEngine, openEngine } from '../engines.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { openModel, programOf, tokenizerOf, type OpenModel } from '../openModel.ts';
import { RefusedModel } from '../refusedModel.ts';
import { decimal, tokenIds, whole } from '../options.ts';

export interface RunFlags {
  readonly prompt?: string;
  readonly chat?: string;
  readonly tokens?: string;
  readonly nTokens: string;
  readonly engine?: string;
  readonly ctx?: string;
  readonly threads?: string;
  readonly temperature: string;
  readonly topK: string;
  readonly topP: string;
  readonly seed: string;
  readonly top: string;
  readonly sha256?: string;
  readonly maxModelSize?: string;
  readonly json?: true;
}

interface Prompt {
  readonly ids: Int32Array;
  /** Null when the prompt came as ids and the file has no tokenizer that is known here. */
  readonly tokenizer: Tokenizer | null;
}

/** `flea-flicker run FILE -p TEXT` */
export async function run(path: string, flags: RunFlags, host: Host): Promise<ExitCode> {
  const sampling = samplingFlags(flags);
  const maxTokens = whole('-n', flags.nTokens, 1);
  const engine = openEngine(flags.engine ?? defaultEngine());
  const model = openModel(path);
  try {
    await checkIdentity(model, flags, host);
    const { nCtxTrain } = programOf(model).hparams;
    const prompt = await readPrompt(model, flags);
    const nCtx = contextSize(flags, prompt.ids.length + maxTokens, nCtxTrain);
    checkContext(prompt.ids.length, nCtx);
    // Some architectures turn positions otherwise in long contexts.
    const program = programOf(model, { nCtx });
    const started = performance.now();
    const threads = flags.threads === undefined ? {} : { threads: whole('--threads', flags.threads, 1) };
    const session = await engine.load(program, new FileWeights(model.file, program, model.source), {
      nCtx,
      ...threads,
    });
    const loaded = performance.now();
    const step = (tokens: Int32Array): Promise<ArrayLike<number>> => session.step(tokens, { logits: 'last' });
    const options: GenerateOptions = {
      ...sampling,
      seed: whole('--seed', flags.seed),
      maxTokens,
      nCtx,
      top: whole('--top', flags.top),
      signal: host.signal,
    };
    const outcome = await collectTokens(generate(step, prompt.ids, prompt.tokenizer, options), flags, host);
    const result: RunResult = {
      engine: engine.name,
      prompt: prompt.ids,
      ...outcome,
      loadSeconds: (loaded - started) / 1000,
      memory: session.memory(),
    };
    report(result, flags, host);
    await session.close();
    return outcome.reason === 'interrupted' ? EXIT.interrupted : EXIT.clean;
  } finally {
    model.source.close();
  }
}

function samplingFlags(flags: RunFlags): Pick<GenerateOptions, 'temperature' | 'topK' | 'topP'> {
  const options = {
    temperature: decimal('--temperature', flags.temperature),
    topK: whole('--top-k', flags.topK),
    topP: decimal('--top-p', flags.topP),
  };
  checkSamplingOptions(options);
  return options;
}

/** `--max-model-size` and `--sha256`, before anything of the model is used. Throws UsageError or RefusedModel. */
async function checkIdentity({ source }: OpenModel, flags: RunFlags, host: Host): Promise<void> {
  const most = flags.maxModelSize === undefined ? Infinity : parseBytes(flags.maxModelSize);
  if (source.size > most) {
    const message = `expected at most ${formatBytes(most)}, found ${formatBytes(source.size)}`;
    throw new RefusedModel(source, [{ rule: 'check/too-large', severity: 'error', message }]);
  }
  if (flags.sha256 === undefined) return;
  const found = await sha256Of(source, host.signal);
  if (found === flags.sha256.toLowerCase()) return;
  const message = `expected SHA-256 ${flags.sha256.toLowerCase()}, found ${found ?? 'none: stopped by the user'}`;
  throw new RefusedModel(source, [{ rule: 'check/digest-mismatch', severity: 'error', message }]);
}

async function readPrompt(model: OpenModel, flags: RunFlags): Promise<Prompt> {
  const given = [flags.prompt, flags.chat, flags.tokens].filter((v) => v !== undefined).length;
  if (given !== 1)
    throw new UsageError('usage/prompt', `run: expected one of -p, --chat and --tokens, found ${String(given)}`);
  if (flags.tokens !== undefined) return { ids: tokenIds('--tokens', flags.tokens), tokenizer: tokenizerOrNull(model) };
  const tokenizer = tokenizerOf(model);
  // What the user typed is not trusted to hold special tokens; the template's own are.
  const ids =
    flags.chat === undefined
      ? tokenizer.encode(flags.prompt ?? '', { addSpecial: true, parseSpecial: false })
      : tokenizer.encode(await chatText(model, tokenizer, flags.chat), { addSpecial: false, parseSpecial: true });
  if (ids.length === 0)
    throw new UsageError('usage/prompt', 'run: expected a prompt of at least one token, found none');
  return { ids: Int32Array.from(ids), tokenizer };
}

function tokenizerOrNull(model: OpenModel): Tokenizer | null {
  try {
    return tokenizerOf(model);
  } catch {
    return null;
  }
}

async function chatText({ file }: OpenModel, { vocabulary }: Tokenizer, message: string): Promise<string> {
  const template = getString(file.metadata, 'tokenizer.chat_template');
  if (template === undefined)
    throw new UsageError('usage/chat', '--chat: expected a file with a chat template, found none: use -p');
  const token = (id: number | null): string => (id === null ? '' : (vocabulary.tokens[id] ?? ''));
  return renderChatTemplate(template, {
    messages: [{ role: 'user', content: message }],
    addGenerationPrompt: true,
    bosToken: token(vocabulary.bos),
    eosToken: token(vocabulary.eos),
  });
}

function contextSize({ ctx }: RunFlags, needed: number, trained: number): number {
  if (ctx !== undefined) return whole('--ctx', ctx, 1);
  return Math.min(needed, trained);
}

/** Throws EngineError `step/context-full`: a prompt that does not fit is refused before anything is computed. */
function checkContext(promptLength: number, nCtx: number): void {
  if (promptLength <= nCtx) return;
  const found = `${String(promptLength)} tokens`;
  throw new EngineError(
    'step/context-full',
    `expected a prompt of at most ${String(nCtx)} tokens, found ${found}: see --ctx`,
  );
}

interface Outcome {
  readonly tokens: readonly GeneratedToken[];
  readonly reason: StopReason;
  readonly firstSeconds: number;
  readonly seconds: number;
}

/** Streams text as it comes, and keeps everything for the report. */
async function collectTokens(
  stream: AsyncGenerator<GeneratedToken, StopReason>,
  { json }: RunFlags,
  host: Host,
): Promise<Outcome> {
  const tokens: GeneratedToken[] = [];
  const started = performance.now();
  let first = started;
  for (;;) {
    const { value, done } = await stream.next();
    if (done) {
      if (!json) host.out('\n');
      return {
        tokens,
        reason: value,
        firstSeconds: (first - started) / 1000,
        seconds: (performance.now() - started) / 1000,
      };
    }
    if (tokens.length === 0) first = performance.now();
    tokens.push(value);
    if (json) host.progress.update(`run: ${String(tokens.length)} tokens`);
    else host.out(value.text);
  }
}

interface RunResult extends Outcome {
  readonly engine: string;
  readonly prompt: Int32Array;
  readonly loadSeconds: number;
  readonly memory: Usage;
}

function report(result: RunResult, { json }: RunFlags, host: Host): void {
  const { engine, prompt, tokens, reason, loadSeconds, firstSeconds, seconds, memory } = result;
  const rest = tokens.length - 1;
  const perSecond = rest > 0 ? rest / (seconds - firstSeconds) : 0;
  const timing = {
    load_seconds: loadSeconds,
    prompt_seconds: firstSeconds,
    generate_seconds: seconds - firstSeconds,
    tokens_per_second: perSecond,
    prompt_tokens_per_second: prompt.length / firstSeconds,
  };
  const used = {
    weights: memory.weightBytes,
    cache: memory.cacheBytes,
    scratch: memory.scratchBytes,
    rss: process.memoryUsage.rss(),
  };
  host.progress.clear();
  host.err(
    `${engine}: ${String(prompt.length)} prompt tokens at ${timing.prompt_tokens_per_second.toFixed(1)}/s, ${String(tokens.length)} generated at ${perSecond.toFixed(1)}/s; ` +
      `weights ${formatBytes(used.weights)}, cache ${formatBytes(used.cache)}, resident ${formatBytes(used.rss)}; stopped: ${reason}\n`,
  );
  if (!json) return;
  const document = {
    schema: 'flea-flicker/run@1',
    engine,
    prompt_tokens: [...prompt],
    tokens: tokens.map((t) => t.id),
    text: tokens.map((t) => t.text).join(''),
    ...(tokens.some((t) => t.top.length > 0) && { top: tokens.map((t) => t.top) }),
    stopped: reason,
    timing,
    memory: used,
  };
  host.out(`${JSON.stringify(document)}\n`);
}
