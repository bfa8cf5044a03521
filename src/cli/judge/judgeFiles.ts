/** Judges files in a process that can be stopped: one that costs too much, or ends its judge, takes nobody else's verdict with it. */
import { formatBytes } from '../../core/units.ts';
import type { CheckOptions } from '../../checks/checkFile.ts';
import { resolveLimits } from '../../gguf/limits.ts';
import { unjudged, type FileReport } from '../../report/report.ts';
import type { Host } from '../host.ts';
import { takeJudge } from './earlyJudge.ts';
import type { Judgement, PlainOptions } from './judgeMessages.ts';
import type { JudgeProcess } from './judgeProcess.ts';
import { watchedJudgement } from './watchedJudgement.ts';

const NOT_BEGUN = 'not begun: the user stopped the run';

/** One report for each of `paths`, in their order: also for those that cannot be read, and after a stop for those that were not begun. */
export async function judgeFiles(
  paths: readonly string[],
  options: CheckOptions,
  host: Host,
): Promise<readonly FileReport[]> {
  const judges = new Judges();
  try {
    const reports: FileReport[] = [];
    for (const path of paths) {
      const judgement = host.signal.aborted
        ? { report: unjudged(path, NOT_BEGUN) }
        : await judgeFile(path, options, judges, host);
      if (judgement.line !== undefined) {
        host.progress.clear();
        host.err(judgement.line);
      }
      reports.push(judgement.report);
    }
    return reports;
  } finally {
    judges.end();
  }
}

async function judgeFile(path: string, options: CheckOptions, judges: Judges, host: Host): Promise<Judgement> {
  const onProgress = (bytes: number, size: number): void => {
    host.progress.update(`check ${path}: ${formatBytes(bytes)} of ${formatBytes(size)} read`);
  };
  const judge = judges.take();
  if (!judge) return judgeHere(path, { ...options, signal: host.signal }, onProgress);
  const mostMetadata = resolveLimits(options.limits).metadataBytes;
  const request = { path, options: plain(options) };
  const { judgement, isOver } = await watchedJudgement(judge, request, mostMetadata, host.signal, onProgress);
  if (isOver) judges.end();
  return judgement;
}

async function judgeHere(
  path: string,
  options: CheckOptions,
  onProgress: (bytes: number, size: number) => void,
): Promise<Judgement> {
  const { judgePath } = await import('./judgePath.ts');
  let size = 0;
  const watched = {
    ...options,
    onProgress: (bytes: number) => {
      onProgress(bytes, size);
    },
  };
  return judgePath(path, watched, (bytes) => {
    size = bytes;
  });
}

/** The process that the next file goes to: the same as long as it lives. */
class Judges {
  #judge: JudgeProcess | null = null;

  take(): JudgeProcess | null {
    return (this.#judge ??= takeJudge());
  }

  end(): void {
    this.#judge?.kill();
    this.#judge = null;
  }
}

/** The options without what only this process has. */
function plain({
  profile,
  failOn,
  suppress,
  limits,
  sha256,
  maxBytes,
  numbers,
  smoke,
  alsoJudged,
}: CheckOptions): PlainOptions {
  return {
    profile,
    failOn,
    suppress,
    limits,
    ...(sha256 !== undefined && { sha256 }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(numbers !== undefined && { numbers }),
    ...(smoke !== undefined && { smoke }),
    ...(alsoJudged !== undefined && { alsoJudged }),
  };
}
