/** The float64 reference on SmolLM2 with 0, 1 and 2 workers beside the main thread: tokens a second, load, processor time and memory. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Session } from '../src/engine/engine.ts';
import { referenceEngine } from '../src/reference/engine.ts';
import { decode, prefill, withSession } from './generation.ts';
import { ratio, takeTurns, type Measured } from './measure.ts';
import type { ChildFigures } from './referenceChild.ts';
import { lacksModel, modelPath, SMOLLM2, spreadOf, type Row, type Spread, type Subject } from './subject.ts';

const PAST = 8;
const WORKERS: readonly number[] = [0, 1, 2];
const ROUNDS = 7;
const CHILD = fileURLToPath(new URL('./referenceChild.js', import.meta.url));

export const reference: Subject = {
  name: 'reference',
  lacks: () => lacksModel(SMOLLM2),
  run: async () => [...(await withSessions(WORKERS, [])), ...WORKERS.flatMap(processRows)],
};

/** All sessions in one process, taking turns. */
async function withSessions(workers: readonly number[], sessions: readonly Session[]): Promise<readonly Row[]> {
  const [next, ...others] = workers;
  if (next === undefined) return decodeRows(sessions);
  const options = { nCtx: 16, threads: next + 1 };
  return withSession(referenceEngine, options, (session) => withSessions(others, [...sessions, session]));
}

async function decodeRows(sessions: readonly Session[]): Promise<readonly Row[]> {
  for (const session of sessions) await prefill(session, PAST, 'fill the cache').run();
  const contenders = sessions.map((session, i) => decode(session, PAST, `decode SmolLM2 Q4_1, ${named(WORKERS[i])}`));
  const measured = await takeTurns(contenders, { rounds: ROUNDS, iterations: 1 });
  const [alone] = measured;
  return measured.map((own) => decodeRow(own, own === alone ? undefined : alone));
}

function decodeRow(own: Measured, alone: Measured | undefined): Row {
  const speed = ({ ms, rounds }: Measured): { value: number; spread: Spread } => ({
    value: 1000 / ms,
    spread: spreadOf(rounds.map((r) => 1000 / r)),
  });
  const row = { name: own.name, unit: 'tokens/s', ...speed(own) } as const;
  return alone ? { ...row, peer: { name: named(0), ...speed(alone), ratio: ratio(own, alone) } } : row;
}

/** What one session costs a process of its own. */
function processRows(workers: number): readonly Row[] {
  const output = execFileSync(process.execPath, [CHILD, String(workers + 1)], { encoding: 'utf8' });
  const { loadMs, cpuMs, peakMiB } = JSON.parse(output) as ChildFigures;
  const limit = statSync(modelPath(SMOLLM2)).size / 2 ** 20 + 512;
  const peer = { name: 'file size + 512 MiB', value: limit, ratio: peakMiB / limit };
  return [
    { name: `load, ${named(workers)}`, value: loadMs, unit: 'ms' },
    { name: `processor time of a token, ${named(workers)}`, value: cpuMs, unit: 'ms' },
    { name: `peak memory, ${named(workers)}`, value: peakMiB, unit: 'MiB', peer },
  ];
}

function named(workers = 0): string {
  return workers === 1 ? '1 worker' : `${String(workers)} workers`;
}
