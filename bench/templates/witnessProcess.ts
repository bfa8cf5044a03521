/** The process that looks for what a template does, in jinja2. */
import { startPython } from './pythonProcess.ts';
import type { Substitution } from './rewrite/rewriting.ts';

const SCRIPT = 'bench/templates/witness.py';

/** A conversation, or two, that shows what a template does. Only the process looks inside. */
export interface Witness {
  readonly effect: 'internals' | 'text' | 'name' | 'clock' | 'cost' | 'says' | 'hides' | 'drops';
  readonly [field: string]: unknown;
}

interface Found {
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
export async function startWitness(python?: string): Promise<WitnessProcess> {
  const { ask, close } = await startPython(SCRIPT, python);
  return {
    find: async (source) => (await ask({ source })) as Found,
    holds: async (source, witness, { texts, roles }) =>
      ((await ask({ source, witness, texts, roles })) as { readonly holds: boolean }).holds,
    close,
  };
}
