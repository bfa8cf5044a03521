/** What libFuzzer says on stderr, as numbers. Jazzer.js is libFuzzer underneath and says the same. */

export interface FuzzerProgress {
  readonly executions: number;
  /** Edges and features that were reached; 0 before the first status line. */
  readonly coverage: number;
  readonly features: number;
  /** Inputs in the corpus. */
  readonly corpus: number;
}

const NONE: FuzzerProgress = { executions: 0, coverage: 0, features: 0, corpus: 0 };

/** `#4096 pulse  cov: 12 ft: 34 corp: 5/67b lim: 4 exec/s: 8 rss: 9Mb` */
const STATUS = /^#(\d+)\s+[A-Z]\w*/i;
const EXECUTED = /^stat::number_of_executed_units:\s*(\d+)|^Done (\d+) runs in/;

/** What was known, with what `line` adds to it. Executions never go back: the last lines of a run repeat and round them. */
export function readStatusLine(line: string, before: FuzzerProgress = NONE): FuzzerProgress {
  const executed = EXECUTED.exec(line);
  if (executed) return { ...before, executions: Math.max(before.executions, Number(executed[1] ?? executed[2])) };
  const status = STATUS.exec(line);
  if (!status) return before;
  return {
    executions: Math.max(before.executions, Number(status[1])),
    coverage: numberAfter(line, /\bcov: (\d+)/) ?? before.coverage,
    features: numberAfter(line, /\bft: (\d+)/) ?? before.features,
    corpus: numberAfter(line, /\bcorp: (\d+)/) ?? before.corpus,
  };
}

function numberAfter(line: string, pattern: RegExp): number | undefined {
  const match = pattern.exec(line);
  return match ? Number(match[1]) : undefined;
}

/** Takes output in pieces of any size and keeps the progress up to date. */
export class FuzzerOutput {
  #rest = '';
  #progress = NONE;

  get progress(): FuzzerProgress {
    return this.#progress;
  }

  push(text: string): FuzzerProgress {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#progress = readStatusLine(line, this.#progress);
    return this.#progress;
  }
}
