/**
 * Runs the benchmarks, prints a table and writes the figures as JSON.
 *
 *   npm run bench [-- SUBJECT… [--out FILE]]
 *
 * Exit 0 when everything asked for ran, 2 on an unknown subject or when something asked for could not run.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { check } from './check.ts';
import { cpu } from './cpu.ts';
import { fuzz } from './fuzz.ts';
import { open } from './open.ts';
import { peers } from './peers.ts';
import { reference } from './reference.ts';
import { start } from './start.ts';
import { ROOT, type Row, type Spread, type Subject } from './subject.ts';

const SUBJECTS: readonly Subject[] = [start, open, peers, check, fuzz, cpu, reference];

interface Result {
  readonly subject: string;
  readonly rows: readonly Row[];
  readonly leftOut?: string;
}

async function runSubject(subject: Subject): Promise<Result> {
  const leftOut = subject.lacks();
  if (leftOut !== null) {
    process.stderr.write(`bench: left out ${subject.name}: ${leftOut}\n`);
    return { subject: subject.name, rows: [], leftOut };
  }
  process.stderr.write(`bench: ${subject.name} …\n`);
  return { subject: subject.name, rows: await subject.run() };
}

function table(results: readonly Result[]): string {
  const rows = new Table({
    head: ['subject', 'what', 'median', 'peer', 'its median', 'ratio of times'],
    style: { head: [], border: [], compact: true },
  });
  for (const { subject, rows: measured } of results)
    for (const { name, value, unit, spread, peer } of measured) {
      const peerCells = peer ? [peer.name, figure(peer.value, unit, peer.spread), peer.ratio.toFixed(2)] : ['', '', ''];
      rows.push([subject, name, figure(value, unit, spread), ...peerCells]);
    }
  return rows.toString();
}

function figure(value: number, unit: string, spread?: Spread): string {
  const between = spread ? ` (${rounded(spread.low)}–${rounded(spread.high)})` : '';
  return `${rounded(value)} ${unit}${between}`;
}

function rounded(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function machine(): Record<string, string | number> {
  const all = cpus();
  return { cpu: all[0]?.model ?? 'unknown', cores: all.length, node: process.version, loadBefore: loadavg()[0] ?? NaN };
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
  const unknown = positionals.filter((name) => !SUBJECTS.some((s) => s.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`bench: expected ${SUBJECTS.map((s) => s.name).join(', ')}, found ${unknown.join(', ')}\n`);
    return 2;
  }
  const on = machine();
  const results: Result[] = [];
  for (const subject of SUBJECTS)
    if (positionals.length === 0 || positionals.includes(subject.name)) results.push(await runSubject(subject));
  process.stdout.write(
    `${table(results)}\n${String(on['cpu'])}, ${String(on['cores'])} cores, Node ${String(on['node'])}, load ${Number(on['loadBefore']).toFixed(1)} before\n`,
  );
  const out = values.out ?? join(ROOT, 'build/bench/latest.json');
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify({ schema: 'flea-flicker/bench@1', machine: on, results }, null, 2)}\n`);
  return results.some((r) => r.leftOut !== undefined && positionals.length > 0) ? 2 : 0;
}

process.exitCode = await main();
