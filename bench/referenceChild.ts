/** One session of the reference in a process of its own, for what only a process has: `node referenceChild.js THREADS` prints one line of JSON. */
import { readFileSync } from 'node:fs';
import { referenceEngine } from '../src/reference/engine.ts';
import { decode, prefill, withSession } from './generation.ts';
import { median } from './measure.ts';

export interface ChildFigures {
  /** File opened, parsed, weights read, workers ready. */
  readonly loadMs: number;
  /** Processor time of all threads for one token. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

const PAST = 8;
const TOKENS = 5;

async function figures(threads: number): Promise<ChildFigures> {
  const began = performance.now();
  return withSession(referenceEngine, { nCtx: 16, threads }, async (session) => {
    const loadMs = performance.now() - began;
    await prefill(session, PAST, 'fill the cache').run();
    const step = decode(session, PAST, 'decode');
    const cpu: number[] = [];
    for (let i = 0; i < TOKENS; i++) {
      const before = process.cpuUsage();
      await step.run();
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
    }
    return { loadMs, cpuMs: median(cpu), peakMiB: peakMiB() };
  });
}

/** Of this program alone: what getrusage says includes what the parent held when it forked. */
function peakMiB(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

process.stdout.write(`${JSON.stringify(await figures(Number(process.argv[2])))}\n`);
