/** llama.cpp asked about files: a server that loads the libraries once and takes each file in a process of its own, under limits. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** As far as it came: `loads`, `refuses`, `nan`, a signal or `hangs`, and what llama.cpp said last. */
export interface Answer {
  readonly outcome: 'runs' | 'refuses' | 'nan' | 'aborts' | 'hangs';
  /** `header`, `model` or `use`. */
  readonly stage: string;
  readonly reason: string;
}

interface Ended {
  readonly lines: string;
  readonly end: string;
  readonly reason: string;
}

export interface Judge {
  ask(path: string, limitMs: number): Promise<Answer>;
  close(): void;
}

/** Starts the server. Rejects where it does not get ready, or answers a line that is none. */
export async function startJudge(command: string, args: readonly string[]): Promise<Judge> {
  const env = { PATH: process.env['PATH'] ?? '', GGML_NO_BACKTRACE: '1' };
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const next = lineReader(child);
  const first = await next();
  if (!(first as { ready?: boolean }).ready) throw new Error('expected the judge to say that it is ready');
  return {
    ask: async (path, limitMs) => {
      child.stdin.write(`${path}\t${String(limitMs)}\n`);
      return answerOf((await next()) as Ended);
    },
    close: () => child.stdin.end(),
  };
}

/** Reads lines of JSON, one a call; a judge that ends meanwhile is an error, not an answer. */
function lineReader(child: ChildProcess): () => Promise<unknown> {
  if (!child.stdout || !child.stdin) throw new Error('expected pipes to the judge');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  child.stdin.on('error', () => undefined);
  failed.catch(() => undefined);
  return async () => {
    const line = (await Promise.race([lines.next(), failed])) as IteratorResult<string, undefined>;
    if (line.done === true) throw new Error('the judge ended before it answered');
    return JSON.parse(line.value) as unknown;
  };
}

/** Lines come in pairs, the stage and its answer; a stage without an answer is where the process ended. */
export function answerOf({ lines, end, reason }: Ended): Answer {
  const words = lines.split(' ').filter((word) => word !== '');
  const stages = words.filter((word) => STAGES.has(word));
  const stage = stages.at(-1);
  if (stage === undefined) throw new Error(`expected the judge to begin, found ${end}`);
  if (stages.length > words.length - stages.length)
    return { outcome: end === 'hangs' ? 'hangs' : 'aborts', stage, reason: `${end} ${reason}` };
  const last = words.at(-1);
  const outcome = last === 'loads' ? 'runs' : last === 'nan' ? 'nan' : 'refuses';
  return { outcome, stage, reason };
}

const STAGES = new Set(['header', 'model', 'use']);
