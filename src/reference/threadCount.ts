import { availableParallelism } from 'node:os';
import type { Program } from '../model/program.ts';

/** Below, by estimate, a token takes about as long as a worker takes to start. */
const MIN_BYTES_FOR_WORKERS = 8 << 20;

/** A limit on what a flag can ask for: each worker takes some 20 MiB. */
const MAX_THREADS = 256;

/**
 * How many threads a session computes on, its own among them: as many as are `asked` for; when left out, as the machine runs `atOnce`, and one
 * for a small model.
 */
export function threadCount(
  { weights }: Pick<Program, 'weights'>,
  asked: number | undefined,
  atOnce = availableParallelism(),
): number {
  const bytes = [...weights.values()].reduce((sum, weight) => sum + weight.bytes, 0);
  const usual = bytes < MIN_BYTES_FOR_WORKERS ? 1 : atOnce;
  return Math.min(MAX_THREADS, asked ?? usual);
}
