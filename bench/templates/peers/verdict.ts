/** What a tool answers about a file, in one word for all tools. */

/** `cannot say`: the tool did not read the file, or not all that it looks at. */
export type Verdict = 'refuses' | 'warns' | 'passes' | 'cannot say';

export interface Answer {
  /** Null where the process was killed: by the time limit, or by a lack of memory. */
  readonly code: number | null;
  readonly stdout: string;
}

/** `refuses` is what fails a build by the tool's own documentation. */
export type Reading = (answer: Answer) => Verdict;
