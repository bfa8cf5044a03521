/**
 * Work as V8 counts it: how often each block of a script ran. The same input gives the same number on every machine, busy or not. What
 * native code does (a sort, a search in an array) is one step: the stopwatch of `gguf-cost.test.ts` is for that.
 */
import { Session, type Profiler } from 'node:inspector';

export class WorkCounter {
  readonly #session = new Session();
  readonly #isCounted: (url: string) => boolean;

  /** Scripts must be loaded after this: V8 counts blocks of what it compiles from now on. */
  constructor(isCounted: (url: string) => boolean) {
    this.#isCounted = isCounted;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Blocks that `action` ran in the scripts that are counted. */
  count(action: () => void): number {
    this.#take();
    action();
    return this.#take().reduce((sum, script) => sum + blocksOf(script), 0);
  }

  close(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  /** The inspector answers before `post` returns. Taking the counts resets them. */
  #take(): readonly Profiler.ScriptCoverage[] {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error) throw error;
      scripts = result.filter(({ url }) => this.#isCounted(url));
    });
    return scripts;
  }
}

function blocksOf({ functions }: Profiler.ScriptCoverage): number {
  return functions.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
}
