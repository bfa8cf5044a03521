/** The tools side by side: the command that gates one file, and how its answer is read. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  readC4nary,
  readGgufdoctor,
  readGlyphhound,
  readHayward,
  readModelaudit,
  readOurs,
  readPillar,
} from './readings.ts';
import type { Reading } from './verdict.ts';

export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly command: (file: string) => readonly string[];
  readonly read: Reading;
}

export const OURS = 'flea-flicker';
/** Paths are as seen from the repository; the tools run elsewhere. */
const BIN = resolve('bin/flea-flicker.mjs');

const ours: Tool = {
  name: OURS,
  version: versionIn('package.json', /"version": "(.+)"/),
  command: (file) => [process.execPath, BIN, 'check', '--profile', 'strict', '--json', '--', file],
  read: readOurs,
};

/** What the command line of each offers, at the strictest setting that its documentation names for a gate. */
export const TOOLS: readonly Tool[] = [
  ours,
  peer('c4nary', 'canary', ['scan', '--json', '--deep-tokenizer'], readC4nary),
  peer('glyphhound', 'glyphhound', ['scan', '--source', 'gguf', '--format', 'json'], readGlyphhound),
  peer('modelaudit', 'modelaudit', ['scan', '--strict', '--format', 'json'], readModelaudit),
  peer('hayward', 'hayward', ['scan', '--format', 'json'], readHayward),
  peer('ggufdoctor', 'ggufdoctor', [], readGgufdoctor),
  peer('pillar-gguf-scanner', 'pillar-gguf-scanner', ['--json', '--no-pillar'], readPillar),
];

function peer(name: string, bin: string, args: readonly string[], read: Reading): Tool {
  const version = versionIn(requirementsOf(name), new RegExp(`^${name}==(.+)$`, 'm'));
  return { name, version, command: (file) => [resolve(folderOf(name), 'bin', bin), ...args, file], read };
}

function versionIn(path: string, pattern: RegExp): string {
  const version = pattern.exec(readFileSync(path, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${path}: expected a version, found none`);
  return version;
}

export function folderOf(name: string): string {
  return join('build/template-peers', name);
}

export function requirementsOf(name: string): string {
  return join('bench/templates/peers/requirements', `${name}.txt`);
}
