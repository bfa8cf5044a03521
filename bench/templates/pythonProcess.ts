/** A script of Python with jinja2, in a process of its own: one line of JSON a question, one an answer, in the order of the questions. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

export const PYTHON = 'build/templates-python/bin/python';
const SET_UP =
  'python3 -m venv build/templates-python && build/templates-python/bin/pip install -r bench/templates/requirements.txt';

export interface PythonProcess {
  /** Any number of questions may be on their way. Rejects where the process has ended. */
  readonly ask: (question: unknown) => Promise<unknown>;
  readonly close: () => void;
}

/** Starts it, and waits for its first line. Rejects where Python or jinja2 is missing. */
export async function startPython(script: string, python: string = PYTHON): Promise<PythonProcess> {
  if (!existsSync(python)) throw new Error(`expected ${python}, found none: ${SET_UP}`);
  // No byte code is written beside the sources. Warnings would be about what templates of strangers do.
  const child = spawn(python, ['-B', '-W', 'ignore', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const line = (await lines.next()) as IteratorResult<string, undefined>;
    if (line.done === true) throw new Error(`expected an answer of jinja2, found that the process ended: ${SET_UP}`);
    return JSON.parse(line.value) as unknown;
  };
  await answer();
  return {
    ask: (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}
