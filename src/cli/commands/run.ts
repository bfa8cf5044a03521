import { performance } from 'node:perf_hooks';
import { EngineError, UsageError } from '../../core/errors.ts';
import { formatBytes } from '../../core/units.ts';
import type { Usage } from '../../engine/engine.ts';
import { stepLocated } from '../../engine/nonFinite.ts';
import { getString } from '../../gguf/metadata.ts';
import { attendsBothWays } from '../../model/attendsBothWays.ts';
import type { Program } from '../../model/program.ts';
import { FileWeights } from '../../residency/fileWeights.ts';
import { renderChatTemplate } from '../../text/template/chatTemplate.ts';
import { generate, type GeneratedToken, type StopReason } from '../../text/generate.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import { defaultEngine, openEngine } from '../engines.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { jsonText } from '../../core/jsonText.ts';
import { GeneratedText, stdoutDestination } from '../generatedText.ts';
import { generationOptions, samplingDocument, type GenerationFlags } from '../generationFlags.ts';
import type { Host } from '../host.ts';
import { identityOptions, type IdentityFlags } from '../identityFlags.ts';
import { openModel, programOf, tokenizerOf, type OpenModel } from '../openModel.ts';
import { tokenIds, whole } from '../options.ts';

export interface RunFlags extends GenerationFlags, IdentityFlags {
  readonly prompt?: string;
  readonly chat?: string;
  readonly tokens?: string;
  readonly engine?: string;
  readonly ctx?: string;
  readonly threads?: string;
  readonly json?: true;
}

interface Prompt {
  readonly ids: Int32Array;
  /** Null when the prompt came as ids and the file has no tokenizer that is known here. */
  readonly tokenizer: Tokenizer | null;
}

/** `flea-flicker run FILE -p TEXT` */
export async function run(path: string, flags: RunFlags, host: Host): Promise<ExitCode> {
  const options = generationOptions(flags);
  const engine = openEngine(flags.engine ?? defaultEngine());
  const model = await openModel(path, identityOptions(flags, host));
  try {
    const { nCtxTrain } = continuing(model).hparams;
    const prompt = await readPrompt(model, flags);
    const nCtx = contextSize(flags, prompt.ids.length + options.maxTokens, nCtxTrain);
    checkContext(prompt.ids.length, nCtx);
    // Some architectures turn positions otherwise in long contexts.
    const program = programOf(model, { nCtx });
    const started = performance.now();
    const threads = flags.threads === undefined ? {} : { threads: whole('--threads', flags.threads, 1) };
    const session = await engine.load(program, new FileWeights(model.file, program, model.source), {
      nCtx,
      ...threads,
    });
    model.source.verifyUnchanged();
    const loaded = performance.now();
    const step = (tokens: Int32Array): Promise<ArrayLike<number>> =>
      stepLocated(session, program, tokens, { logits: 'last' });
    const stream = generate(step, prompt.ids, prompt.tokenizer, { ...options, nCtx, signal: host.signal });
    const outcome = await collectTokens(stream, flags, host);
    const result: RunResult = {
      engine: engine.name,
      prompt: prompt.ids,
      ...outcome,
      sampling: samplingDocument(options),
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

async function readPrompt(model: OpenModel, flags: RunFlags): Promise<Prompt> {
  const given = [flags.prompt, flags.chat, flags.tokens].filter((v) => v !== undefined).length;
  if (given !== 1)
    throw new UsageError('usage/prompt', `run: expected one of -p, --chat and --tokens, found ${String(given)}`);
  if (flags.tokens !== undefined) {
    const tokenizer = tokenizerOrNull(model);
    if (!tokenizer && flags.stop.length > 0)
      throw new UsageError('usage/stop', '--stop: expected a file with a tokenizer that is known here, found none');
    return { ids: tokenIds('--tokens', flags.tokens), tokenizer };
  }
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

/** The Program, of a model that continues a text. Throws EngineError `model/unsupported` on one that fills masks in. */
function continuing(model: OpenModel): Program {
  const program = programOf(model);
  if (!attendsBothWays(program)) return program;
  const what = 'continuing a text with a model whose attention goes both ways: `logits` gives those of a whole text';
  throw new EngineError('model/unsupported', `${model.source.name}: unsupported: ${what}`, { path: model.source.name });
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
  flags: RunFlags,
  host: Host,
): Promise<Outcome> {
  const tokens: GeneratedToken[] = [];
  const shown = new GeneratedText(stdoutDestination(host.isCi));
  const started = performance.now();
  let first: number | undefined;
  const take = (token: GeneratedToken): void => {
    first ??= performance.now();
    tokens.push(token);
    if (flags.json) host.progress.update(`run: ${String(tokens.length)} tokens`);
    else host.out(shown.push(token.text));
  };
  try {
    const reason = await drain(stream, take);
    const ended = performance.now();
    return { tokens, reason, firstSeconds: ((first ?? started) - started) / 1000, seconds: (ended - started) / 1000 };
  } finally {
    // After an error too: what comes next on a terminal begins a line of its own.
    if (!flags.json) host.out('\n');
  }
}

async function drain<T, R>(stream: AsyncGenerator<T, R>, take: (item: T) => void): Promise<R> {
  for (;;) {
    const { value, done } = await stream.next();
    if (done) return value;
    take(value);
  }
}

interface RunResult extends Outcome {
  readonly engine: string;
  readonly prompt: Int32Array;
  readonly sampling: object;
  readonly loadSeconds: number;
  readonly memory: Usage;
}

function report(result: RunResult, { json }: RunFlags, host: Host): void {
  const { engine, prompt, tokens, reason, sampling, loadSeconds, firstSeconds, seconds, memory } = result;
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
    sampling,
    timing,
    memory: used,
  };
  host.out(`${jsonText(document)}\n`);
}
