/** A fuzz campaign: regressions first, then the fuzzer until its time is up, begun again after each finding. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepare, type Toolchain } from './build.ts';
import { Triage, type CampaignFinding } from './findings.ts';
import type { FuzzerProgress } from './fuzzerOutput.ts';
import { ROOT } from './places.ts';
import type { Environment } from './process.ts';
import { openReplayer } from './replay.ts';
import { runFuzzer, type FuzzerOutcome } from './runFuzzer.ts';
import { regressionFolder, type FuzzTarget } from './target.ts';

export interface CampaignOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Findings and the grown corpus go to a folder of the target's name in here. */
  readonly out: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((status: CampaignStatus) => void) | undefined;
  /** Lines for people: what had to be done to run at all. */
  readonly onNote?: ((note: string) => void) | undefined;
}

export interface CampaignStatus extends FuzzerProgress {
  readonly phase: 'building' | 'regressions' | 'fuzzing' | 'minimising';
  readonly seconds: number;
  readonly execsPerSecond: number;
  readonly findings: number;
}

export interface CampaignResult {
  readonly target: string;
  /** Of fuzzing: building, replaying and minimising are not counted. */
  readonly seconds: number;
  readonly executions: number;
  readonly execsPerSecond: number;
  readonly coverage: number;
  readonly features: number;
  readonly corpus: number;
  /** Inputs of corpus/regress/ that were replayed. */
  readonly regressions: number;
  readonly findings: readonly CampaignFinding[];
  /** How the fuzzer died, when it left no artifact to say so. */
  readonly died: string | null;
  readonly interrupted: boolean;
}

/** libFuzzer takes its seed as a 32-bit integer, and 0 as "any": seeds go from 1 to this. */
export const MAX_SEED = 2 ** 31 - 1;

/** After that many distinct defects a person should look before a machine goes on. */
const MAX_FINDINGS = 10;
/** The same defect that often in a row: nothing new can be reached behind it. */
const MAX_REPEATS = 3;

/** Throws CampaignError where the target cannot be built or started. */
export async function runCampaign(target: FuzzTarget, options: CampaignOptions): Promise<CampaignResult> {
  const campaign = new Campaign(target, options);
  campaign.report('building');
  const toolchain = await prepare(target.kind, options.env);
  for (const note of toolchain.notes) options.onNote?.(note);
  return campaign.run(toolchain);
}

/** Sums of the runs so far. */
class Campaign {
  readonly #target: FuzzTarget;
  readonly #options: CampaignOptions;
  readonly #folder: string;
  #seconds = 0;
  #executions = 0;
  #last: FuzzerProgress = { executions: 0, coverage: 0, features: 0, corpus: 0 };
  #regressions = 0;
  #findings = 0;
  #died: string | null = null;

  constructor(target: FuzzTarget, options: CampaignOptions) {
    this.#target = target;
    this.#options = options;
    this.#folder = join(resolve(options.out), target.name);
  }

  async run(toolchain: Toolchain): Promise<CampaignResult> {
    const { name, kind, program } = this.#target;
    const replayer = openReplayer(toolchain, program);
    const folder = join(this.#folder, 'minimised');
    const triage = new Triage(replayer, { target: name, kind, folder, signal: this.#options.signal });
    try {
      await this.#replayRegressions(triage);
      await this.#fuzz(toolchain, triage);
    } finally {
      replayer.close();
    }
    return this.#result(triage.findings);
  }

  report(phase: CampaignStatus['phase'], running?: { progress: FuzzerProgress; seconds: number }): void {
    const { progress, seconds } = running ?? { progress: this.#last, seconds: 0 };
    const executions = this.#executions + (running ? progress.executions : 0);
    const total = this.#seconds + seconds;
    const execsPerSecond = total > 0 ? Math.round(executions / total) : 0;
    this.#options.onProgress?.({
      ...progress,
      phase,
      executions,
      seconds: total,
      execsPerSecond,
      findings: this.#findings,
    });
  }

  async #replayRegressions(triage: Triage): Promise<void> {
    const folder = join(ROOT, regressionFolder(this.#target));
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder).sort()) {
      if (this.#stopped) return;
      await triage.replayRegression(join(folder, name));
      this.#regressions++;
      this.#findings = triage.findings.length;
      this.report('regressions');
    }
  }

  async #fuzz(toolchain: Toolchain, triage: Triage): Promise<void> {
    let repeats = 0;
    for (let run = 0; !this.#stopped && repeats < MAX_REPEATS && triage.findings.length < MAX_FINDINGS; run++) {
      const left = this.#options.seconds - this.#seconds;
      if (left < 1 && run > 0) return;
      const outcome = await this.#runOnce(toolchain, left, this.#options.seed + run);
      this.#died = outcome.died;
      if (outcome.artifacts.length === 0) return;
      this.report('minimising');
      const news = await addAll(triage, outcome.artifacts);
      this.#findings = triage.findings.length;
      repeats = news ? 0 : repeats + 1;
    }
  }

  async #runOnce(toolchain: Toolchain, seconds: number, seed: number): Promise<FuzzerOutcome> {
    const started = performance.now();
    const outcome = await runFuzzer(toolchain, {
      program: this.#target,
      maxLength: this.#target.maxLength,
      seconds,
      seed,
      corpus: join(this.#folder, 'corpus'),
      artifacts: join(this.#folder, 'artifacts'),
      signal: this.#options.signal,
      onProgress: (progress) => {
        this.report('fuzzing', { progress, seconds: (performance.now() - started) / 1000 });
      },
    });
    // An input that fails is an execution, even the first, of which libFuzzer prints no count.
    this.#executions += Math.max(outcome.progress.executions, outcome.artifacts.length);
    this.#seconds += outcome.seconds;
    this.#last = outcome.progress;
    return outcome;
  }

  get #stopped(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  #result(findings: readonly CampaignFinding[]): CampaignResult {
    const { coverage, features, corpus } = this.#last;
    return {
      target: this.#target.name,
      seconds: this.#seconds,
      executions: this.#executions,
      execsPerSecond: this.#seconds > 0 ? Math.round(this.#executions / this.#seconds) : 0,
      coverage,
      features,
      corpus,
      regressions: this.#regressions,
      findings,
      died: this.#died,
      interrupted: this.#stopped,
    };
  }
}

/** True when one of them was new. */
async function addAll(triage: Triage, artifacts: readonly string[]): Promise<boolean> {
  let news = false;
  for (const path of artifacts) news = (await triage.add(path)) || news;
  return news;
}
