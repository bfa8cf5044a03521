/** The process that asks jinja2: one line of JSON a question, one an answer. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Substitution } from './rewrite/rewriting.ts';

export const PYTHON = 'build/templates-python/bin/python';
const SCRIPT = 'bench/templates/witness.py';
export const SET_UP =
  'python3 -m venv build/templates-python && build/templates-python/bin/pip install -r bench/templates/requirements.txt';

/** A conversation, or two, that shows what a template does. Only the process looks inside. */
export interface Witness {
  readonly effect: 'internals' | 'text' | 'name' | 'clock' | 'cost' | 'says' | 'hides' | 'drops';
  readonly [field: string]: unknown;
}

export interface Found {
  readonly witness: Witness | null;
  /** What jinja2 said to a template that it refuses. */
  readonly error?: string;
}

export interface WitnessProcess {
  find(source: string): Promise<Found>;
  /** Whether the template still does what the witness shows, with the conversation changed along. */
  holds(source: string, witness: Witness, substitution: Substitution): Promise<boolean>;
  close(): void;
}

/** Starts it. Rejects where Python or jinja2 is missing. */
export async function startWitness(python: string = PYTHON): Promise<WitnessProcess> {
  if (!existsSync(python)) throw new Error(`expected ${python}, found none: ${SET_UP}`);
  // No byte code is written beside the sources.
  const child = spawn(python, ['-B', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (question: unknown): Promise<unknown> => {
    if (question !== null) child.stdin.write(`${JSON.stringify(question)}\n`);
    const line = (await lines.next()) as IteratorResult<string, undefined>;
    if (line.done === true) throw new Error(`expected an answer of jinja2, found that the process ended: ${SET_UP}`);
    return JSON.parse(line.value) as unknown;
  };
  child.stdin.on('error', () => undefined);
  await ask(null);
  return {
    find: async (source) => (await ask({ source })) as Found,
    holds: async (source, witness, { texts, roles }) =>
      ((await ask({ source, witness, texts, roles })) as { readonly holds: boolean }).holds,
    close: () => child.stdin.end(),
  };
}
