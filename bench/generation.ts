/** What the engines' benchmarks share: SmolLM2 loaded once, and its steps as contenders. */
import type { Engine, Session } from '../src/engine/engine.ts';
import { parseGguf } from '../src/gguf/parse.ts';
import { openFileSource } from '../src/gguf/source.ts';
import { buildProgram } from '../src/model/build.ts';
import { FileWeights } from '../src/residency/fileWeights.ts';
import type { Contender } from './measure.ts';
import { modelPath, SMOLLM2 } from './subject.ts';

/** Runs `use` with a session on SmolLM2. */
export async function withSession<T>(
  engine: Engine,
  options: { readonly nCtx: number; readonly threads?: number },
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const source = openFileSource(modelPath(SMOLLM2));
  try {
    const { file } = parseGguf(source);
    const program = file && buildProgram(file).program;
    if (!program) throw new Error(`${SMOLLM2}: expected a Program`);
    const session = await engine.load(program, new FileWeights(file, program, source), options);
    const result = await use(session);
    await session.close();
    return result;
  } finally {
    source.close();
  }
}

/** One token after `past` others. */
export function decode(session: Session, past: number, name: string): Contender {
  return {
    name,
    run: async () => {
      session.truncate(past);
      await session.step(Int32Array.of(504), { logits: 'last' });
    },
  };
}

/** `count` tokens at once into an empty cache. */
export function prefill(session: Session, count: number, name: string): Contender {
  const tokens = Int32Array.from({ length: count }, (_, i) => 1000 + 7 * i);
  return {
    name,
    run: async () => {
      session.truncate(0);
      await session.step(tokens, { logits: 'last' });
    },
  };
}
