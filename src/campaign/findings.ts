/** From artifacts to findings: replayed, told apart, made small. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { minimise } from './minimise.ts';
import { shellQuote } from '../core/shellQuote.ts';
import type { Replayer } from './replay.ts';
import type { Crash, CrashKind } from './signature.ts';

export interface CampaignFinding {
  readonly kind: CrashKind | 'regression' | 'not-repeated';
  /** What makes it this defect and no other. */
  readonly signature: string;
  readonly path: string;
  /** Null where it could not be made smaller, or was not tried. */
  readonly minimisedPath: string | null;
  readonly stack: string;
  /** The line that shows it again. */
  readonly replay: string;
}

/** Candidates that one minimisation tries: seconds for JavaScript, a minute or two for a native process each. */
const MAX_ATTEMPTS = { jazzer: 4000, libfuzzer: 400 } as const;

export interface TriageOptions {
  readonly target: string;
  readonly kind: keyof typeof MAX_ATTEMPTS;
  /** Where minimised inputs go. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps one finding for each signature. */
export class Triage {
  readonly #replayer: Replayer;
  readonly #options: TriageOptions;
  readonly #findings = new Map<string, CampaignFinding>();

  constructor(replayer: Replayer, options: TriageOptions) {
    this.#replayer = replayer;
    this.#options = options;
  }

  get findings(): readonly CampaignFinding[] {
    return [...this.#findings.values()];
  }

  /** Looks at an artifact of the fuzzer. False when its defect is known already. */
  async add(path: string): Promise<boolean> {
    const bytes = readFileSync(path);
    const crash = await this.#replayer.replay(bytes);
    if (crash === null) return this.#keep('not-repeated', path, notRepeated(path), null);
    if (this.#findings.has(crash.signature)) return false;
    const smaller = crash.kind === 'timeout' ? null : await this.#minimised(path, bytes, crash);
    return this.#keep(crash.kind, path, crash, smaller);
  }

  /** Replays an input that failed once. True when it does again. */
  async replayRegression(path: string): Promise<boolean> {
    const crash = await this.#replayer.replay(readFileSync(path));
    return crash !== null && this.#keep('regression', path, crash, null);
  }

  #keep(
    kind: CampaignFinding['kind'],
    path: string,
    crash: Pick<Crash, 'signature' | 'stack'>,
    smaller: string | null,
  ): boolean {
    if (this.#findings.has(crash.signature)) return false;
    const { signature, stack } = crash;
    const replay = `flea-flicker fuzz ${this.#options.target} --replay ${shellQuote(smaller ?? path)}`;
    this.#findings.set(signature, { kind, signature, path, minimisedPath: smaller, stack, replay });
    return true;
  }

  /** The path of a smaller input with the same signature, or null. */
  async #minimised(path: string, bytes: Uint8Array, { signature }: Crash): Promise<string | null> {
    const { kind, folder, signal } = this.#options;
    const stillFails = async (candidate: Uint8Array): Promise<boolean> =>
      (await this.#replayer.replay(candidate))?.signature === signature;
    const smaller = await minimise(bytes, { stillFails, maxAttempts: MAX_ATTEMPTS[kind], signal });
    if (Buffer.compare(smaller, bytes) === 0) return null;
    mkdirSync(folder, { recursive: true });
    const written = join(folder, basename(path));
    writeFileSync(written, smaller);
    return written;
  }
}

/** The fuzzer names an artifact for how it failed: `timeout-…`. */
function notRepeated(path: string): Pick<Crash, 'signature' | 'stack'> {
  const [how = ''] = basename(path).split('-', 1);
  return {
    signature: `${how} not repeated outside the fuzzer`,
    stack: `The fuzzer saw a ${how}, a replay did not: state that lives from one execution to the next, or a race.`,
  };
}
