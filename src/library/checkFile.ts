import { checkFile as judgeFile, type CheckOptions as JudgeOptions } from '../checks/checkFile.ts';
import type { FileReport, FailOn } from '../report/report.ts';
import type { Profile } from '../core/finding.ts';
import { openFileSource } from '../gguf/source.ts';

/** What decides how a file is judged. */
export interface CheckOptions {
  /** `strict` by default; `compat` lets pass what llama.cpp loads. */
  readonly profile?: Profile;
  /** The least that fails a file: `error` by default. */
  readonly failOn?: FailOn;
  /** `RULE` or `RULE@GLOB`: such findings are listed in `suppressed` and do not count. */
  readonly suppress?: readonly string[];
  /** The digest that the file must have, hexadecimal in lower case. */
  readonly sha256?: string;
  /** Of a larger file nothing is read; in bytes. */
  readonly maxBytes?: number;
  /** Limits of the parser, such as `{ n_kv: 1000 }`. */
  readonly limits?: JudgeOptions['limits'];
  /** False leaves the numbers of tensor data unseen. */
  readonly numbers?: boolean;
  /** Whether a few tokens are run through the reference; by default, where the file is of at most 16 MiB. */
  readonly smoke?: boolean;
  /** Stops the judging: the report is then `undecided`. */
  readonly signal?: AbortSignal;
  /** Called with the bytes that were read so far. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Judges a model file by every rule, in this process, in one read: `verdict`, `findings`, `sha256`, and in `coverage` how far each part was
 * examined. What the file holds is never an exception.
 *
 * The command line judges in a process that is stopped when a file costs more than its budget; here that is up to the caller.
 * Throws IoError where the file cannot be read, UsageError `usage/limit` on limits that make no sense.
 */
export async function checkFile(path: string, options: CheckOptions = {}): Promise<FileReport> {
  const { profile = 'strict', failOn = 'error', suppress = [], limits = {}, ...rest } = options;
  const source = openFileSource(path);
  try {
    return await judgeFile(source, { ...rest, profile, failOn, suppress: new Set(suppress), limits });
  } finally {
    source.close();
  }
}
