/** A judge that starts while the command line is still being read: starting takes as long as loading the rest of the program. */
import { JUDGE_CHILD, JudgeProcess } from './judgeProcess.ts';

const COMMANDS: ReadonlySet<string> = new Set(['check', 'gate']);

let early: JudgeProcess | null = null;

/** Starts one where the arguments look as if files were to be judged. */
export function startEarlyJudge([command = '', ...rest]: readonly string[]): void {
  if (JUDGE_CHILD !== null && COMMANDS.has(command) && rest.length > 0) early = new JudgeProcess(JUDGE_CHILD);
}

/** The one that was started, or one that is started now; null where the program is not built. Whoever takes it ends it. */
export function takeJudge(): JudgeProcess | null {
  const taken = early ?? (JUDGE_CHILD === null ? null : new JudgeProcess(JUDGE_CHILD));
  early = null;
  return taken;
}

/** Ends the one that nobody took. */
export function endEarlyJudge(): void {
  early?.kill();
  early = null;
}
