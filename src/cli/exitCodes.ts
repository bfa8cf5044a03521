/** The same everywhere. */
export const EXIT = {
  clean: 0,
  /** Findings at or above the threshold. */
  findings: 1,
  /** Could not decide: bad usage, unreadable file, missing engine, zero cases run, a fuzzer that died, a report that was not written. */
  undecided: 2,
  /** Stopped by Ctrl-C; what was found so far was reported. */
  interrupted: 130,
  /** Stopped by SIGTERM; what was found so far was reported. */
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
