/** What one tool made of the two sets. */
import { join } from 'node:path';
import { runTool } from './runTool.ts';
import type { Tool } from './tools.ts';
import type { Verdict } from './verdict.ts';

export interface Judged {
  readonly file: string;
  readonly verdict: Verdict;
}

export interface Score {
  readonly tool: string;
  readonly version: string;
  readonly hostile: Tally;
  readonly benign: Tally;
  readonly seconds: number;
}

export interface Tally {
  readonly files: number;
  readonly refused: number;
  readonly warned: number;
  readonly cannotSay: number;
}

export interface Folder {
  readonly path: string;
  readonly files: readonly string[];
}

export interface Sets {
  readonly hostile: Folder;
  readonly benign: Folder;
}

/** `tell` hears every verdict as it falls. */
export async function scoreOf(
  tool: Tool,
  { hostile, benign }: Sets,
  home: string,
  tell: (one: Judged) => void,
): Promise<Score> {
  let seconds = 0;
  const judge = async ({ path, files }: Folder): Promise<Tally> => {
    const judged: Judged[] = [];
    for (const file of files) {
      const answer = await runTool(tool.command(join(path, file)), home);
      seconds += answer.seconds;
      judged.push({ file, verdict: tool.read(answer) });
      tell(judged.at(-1) as Judged);
    }
    return tallyOf(judged);
  };
  return {
    tool: tool.name,
    version: tool.version,
    hostile: await judge(hostile),
    benign: await judge(benign),
    seconds,
  };
}

export function tallyOf(judged: readonly Judged[]): Tally {
  const count = (wanted: Verdict): number => judged.filter(({ verdict }) => verdict === wanted).length;
  return { files: judged.length, refused: count('refuses'), warned: count('warns'), cannotSay: count('cannot say') };
}
