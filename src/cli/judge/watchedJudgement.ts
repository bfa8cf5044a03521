import { performance } from 'node:perf_hooks';
import type { Surface } from '../../core/coverage.ts';
import type { Finding } from '../../core/finding.ts';
import { printable } from '../../core/printable.ts';
import { usageOf } from '../../core/processUsage.ts';
import { FILE_BUDGET, FileCost } from './fileBudget.ts';
import type { JudgeMessage, JudgeRequest, Judgement } from './judgeMessages.ts';
import type { JudgeProcess } from './judgeProcess.ts';
import { excessReport, stoppedReport } from './stoppedReport.ts';

/** Between two looks at what the process uses. What it can take in so short a time is left room for. */
const LOOK_MS = 50;

const STOPPED = 'not finished: the user stopped the run';
/** How V8 ends a process that has no room for its objects. */
const OUT_OF_MEMORY = 'SIGABRT';

export interface Watched {
  readonly judgement: Judgement;
  /** True where the process is no use any more. */
  readonly isOver: boolean;
}

/** What `judge` says of one file, or what there is to say where it is stopped: for its cost, by `signal`, or by itself. */
export function watchedJudgement(
  judge: JudgeProcess,
  request: JudgeRequest,
  mostMetadata: number,
  signal: AbortSignal,
  onProgress: (bytes: number, size: number) => void,
  budget = FILE_BUDGET,
): Promise<Watched> {
  return new Promise((resolve) => {
    const cost = new FileCost({ now: now(), ...usageOf(judge.pid) }, mostMetadata, budget);
    const watch = new Watch(judge, request, cost, onProgress);
    const settle = (watched: Watched): void => {
      clearInterval(timer);
      signal.removeEventListener('abort', stop);
      if (watched.isOver) judge.kill();
      resolve(watched);
    };
    const stop = (): void => {
      settle(watch.stopped(STOPPED));
    };
    const timer = setInterval(() => {
      const over = watch.look();
      if (over) settle(over);
    }, LOOK_MS);
    signal.addEventListener('abort', stop, { once: true });
    judge.ask(
      request,
      (message) => {
        if (message.kind === 'done') settle({ judgement: message.judgement, isOver: false });
        else watch.heard(message);
      },
      (how) => {
        settle(watch.ended(how));
      },
    );
  });
}

/** What is known of a file while its judge works. */
class Watch {
  readonly #judge: JudgeProcess;
  readonly #request: JudgeRequest;
  readonly #onProgress: (bytes: number, size: number) => void;
  readonly #cost: FileCost;
  #bytes = 0;
  #surface: Surface = 'container';
  #findings: readonly Finding[] | null = null;
  /** As the process itself says, where nobody else tells. */
  #resident: number | null = null;
  #crash: string | null = null;

  constructor(
    judge: JudgeProcess,
    request: JudgeRequest,
    cost: FileCost,
    onProgress: (bytes: number, size: number) => void,
  ) {
    this.#judge = judge;
    this.#request = request;
    this.#onProgress = onProgress;
    this.#cost = cost;
  }

  heard(message: Exclude<JudgeMessage, { kind: 'done' }>): void {
    switch (message.kind) {
      case 'opened':
        this.#bytes = message.bytes;
        this.#cost.opened(message.bytes);
        break;
      case 'surface':
        this.#surface = message.surface;
        break;
      case 'parsed':
        this.#findings = message.findings;
        this.#cost.parsed(message.metadataBytes);
        break;
      case 'progress':
        this.#cost.progress(message.bytes, now());
        this.#onProgress(message.bytes, this.#bytes);
        break;
      case 'memory':
        this.#resident = message.bytes;
        break;
      case 'crash':
        this.#crash = message.message;
    }
  }

  /** The end of a file that has become too dear; null as long as it has not. */
  look(): Watched | null {
    const { resident, cpu } = usageOf(this.#judge.pid);
    const excess = this.#cost.excess(now(), resident ?? this.#resident, cpu);
    return excess && this.#over(excessReport(this.#halfway(), excess, this.#request.options));
  }

  stopped(reason: string): Watched {
    return this.#over(stoppedReport(this.#halfway(), reason, this.#request.options));
  }

  /** The process ended by itself. */
  ended(how: string): Watched {
    const { options } = this.#request;
    if (this.#crash === null && how === OUT_OF_MEMORY) {
      const message = 'what there is of memory, found that it ran out';
      return this.#over(excessReport(this.#halfway(), { what: 'memory', message }, options));
    }
    const what = this.#crash === null ? how : printable(this.#crash, 1000);
    return this.stopped(`its judge ended before its verdict, at the ${this.#surface} part: ${what}`);
  }

  #halfway(): Parameters<typeof stoppedReport>[0] {
    return { path: this.#request.path, bytes: this.#bytes, surface: this.#surface, findings: this.#findings };
  }

  #over(report: Judgement['report']): Watched {
    return { judgement: { report }, isOver: true };
  }
}

function now(): number {
  return performance.now() / 1000;
}
