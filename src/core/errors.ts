/**
 * Errors are for broken callers and a broken machine: wrong flags, a missing file, an engine that is not built.
 * What is wrong with a *model* is a {@link Finding}, which is a value and never thrown.
 */
export interface ErrorContext {
  /** What the error is about: a file, a tensor, a flag. */
  readonly path?: string;
  /** Byte offset in the file, where one applies. */
  readonly offset?: number;
  readonly cause?: unknown;
}

/** Base of every error this project throws on purpose. `code` is stable; the message is for people and may change. */
export class FleaError extends Error {
  readonly code: string;
  readonly path: string | undefined;
  readonly offset: number | undefined;

  constructor(code: string, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = new.target.name;
    this.code = code;
    this.path = context.path;
    this.offset = context.offset;
  }
}

/** A flag, argument or option that does not parse. */
export class UsageError extends FleaError {}

/** A file that cannot be opened or read, or that changed while it was read. */
export class IoError extends FleaError {}

/** An engine that is missing, or that refuses what it was asked to do. */
export class EngineError extends FleaError {}
