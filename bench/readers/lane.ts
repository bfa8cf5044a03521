/** Every mutant of a run: our verdict, llama.cpp's answer, and where the two cannot both stand. */
import { rmSync, writeFileSync } from 'node:fs';
import { writeGguf } from '../../src/gguf/write.ts';
import { disagreement, twinDisagreement, type Disagreement } from './disagreements.ts';
import type { Answer, Judge } from './llamaJudge.ts';
import type { Mutant } from './mutants.ts';
import type { Verdict, Verdicts } from './verdicts.ts';

export interface Judged {
  readonly name: string;
  readonly verdicts: Verdicts;
  readonly answer: Answer;
  readonly disagreement: Disagreement | null;
}

export interface LaneOptions {
  readonly judge: Judge;
  readonly verdict: Verdict;
  /** Where each file is written, one over the other. */
  readonly path: string;
  /** What a file has at first; one that is late is asked again with `patienceMs`, if a profile passes it. */
  readonly limitMs: number;
  readonly patienceMs: number;
}

export async function judgeMutant({ subject, change, model }: Mutant, options: LaneOptions): Promise<Judged> {
  const { verdicts, answer } = await judgeBytes(writeGguf(model), options);
  const name = `${subject.name}: ${change}`;
  return { name, verdicts, answer, disagreement: disagreement(verdicts, answer) };
}

/** The unmutated model. */
export async function judgeTwin({ name, model }: Mutant['subject'], options: LaneOptions): Promise<Judged> {
  const { verdicts, answer } = await judgeBytes(writeGguf(model), options);
  return { name: `${name}: unmutated`, verdicts, answer, disagreement: twinDisagreement(verdicts, answer) };
}

async function judgeBytes(bytes: Uint8Array, options: LaneOptions): Promise<Pick<Judged, 'verdicts' | 'answer'>> {
  const { judge, path, verdict, limitMs, patienceMs } = options;
  const verdicts = verdict(bytes);
  writeFileSync(path, bytes);
  try {
    const answer = await judge.ask(path, limitMs);
    const passes = verdicts.strict || verdicts.compat;
    const again = answer.outcome === 'hangs' && passes;
    return { verdicts, answer: again ? await judge.ask(path, patienceMs) : answer };
  } finally {
    rmSync(path, { force: true });
  }
}

/** What a run comes to. */
export interface Tally {
  asked: number;
  readonly outcomes: Map<string, number>;
  readonly forbidden: Map<string, number>;
}

export function newTally(): Tally {
  return { asked: 0, outcomes: new Map(), forbidden: new Map() };
}

export function count(tally: Tally, { verdicts, answer, disagreement: found }: Judged): void {
  tally.asked++;
  const ours = verdicts.strict ? 'passes both' : verdicts.compat ? 'passes compat' : 'fails';
  add(tally.outcomes, `${ours}, llama.cpp ${answer.outcome}`);
  if (found) add(tally.forbidden, `${found.kind} (${found.profile})`);
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** 0: nothing forbidden; 1: something; 2: nothing was asked. */
export function exitCode({ asked, forbidden }: Tally): 0 | 1 | 2 {
  if (asked === 0) return 2;
  return forbidden.size > 0 ? 1 : 0;
}
