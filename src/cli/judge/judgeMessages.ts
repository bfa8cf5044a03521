/** What the command's process and the one that judges files say to each other. */
import type { Surface } from '../../core/coverage.ts';
import type { Finding } from '../../core/finding.ts';
import type { CheckOptions } from '../../checks/checkFile.ts';
import type { FileReport } from '../../report/report.ts';

/** What of the options another process can be told. */
export type PlainOptions = Omit<CheckOptions, 'knownTemplates' | 'signal' | 'onProgress' | 'onSurface' | 'onParsed'>;

export interface JudgeRequest {
  readonly path: string;
  readonly options: PlainOptions;
}

/** A file that could not be read has a report that says so, and the line that a person is told at once. */
export interface Judgement {
  readonly report: FileReport;
  readonly line?: string;
}

export type JudgeMessage =
  /** The file was opened. */
  | { readonly kind: 'opened'; readonly bytes: number }
  /** From now on the time is spent there. */
  | { readonly kind: 'surface'; readonly surface: Surface }
  /** The container has been read: what is wrong with it, and how long its metadata is. */
  | { readonly kind: 'parsed'; readonly findings: readonly Finding[]; readonly metadataBytes: number | null }
  | { readonly kind: 'progress'; readonly bytes: number }
  /** The resident set, in bytes, where nobody else can tell. */
  | { readonly kind: 'memory'; readonly bytes: number }
  | { readonly kind: 'done'; readonly judgement: Judgement }
  /** An error that nobody expects: the process ends. */
  | { readonly kind: 'crash'; readonly message: string };
