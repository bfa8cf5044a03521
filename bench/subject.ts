import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One measured thing, and what it is compared with in the same run. */
export interface Row {
  readonly name: string;
  /** In `unit`. */
  readonly value: number;
  readonly unit: 'ms' | 'tokens/s' | 'executions/s' | 'MiB';
  readonly spread?: Spread;
  readonly peer?: {
    readonly name: string;
    readonly value: number;
    readonly spread?: Spread;
    /** The median over rounds of subject's time over peer's time: below 1, the subject is faster. */
    readonly ratio: number;
  };
}

/** What nine tenths of the runs lie between: the 5th and the 95th percentile, in the row's unit. */
export interface Spread {
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return { low: at(0.05), high: at(0.95) };
}

export interface Subject {
  readonly name: string;
  /** Why it cannot run here, or null. */
  lacks(): string | null;
  run(): Promise<readonly Row[]>;
}

/** The repository, seen from build/tools/bench. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export const SMOLLM2 = 'SmolLM2-135M-Instruct.Q4_1.gguf';
export const GEMMA3 = 'gemma-3-270m-q4_k_m.gguf';
export const QWEN2_VOCABULARY = 'ggml-vocab-qwen2.gguf';

export function modelPath(file: string): string {
  const cache = process.env['FLEA_FLICKER_CACHE'] ?? join(homedir(), '.cache', 'flea-flicker');
  return join(cache, 'models', file);
}

export function lacksModel(...files: readonly string[]): string | null {
  const absent = files.filter((file) => !existsSync(modelPath(file)));
  return absent.length === 0 ? null : `${absent.join(' and ')} not in the cache: run \`npm run models\``;
}
