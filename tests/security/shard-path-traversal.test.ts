import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, text } from '../../corpus/ggufBytes.ts';
import { joinShards } from '../../src/checks/kinds/shardRules.ts';
import { JUDGED_BY_KIND } from '../../src/checks/kinds/kindRules.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { parseShardName } from '../../src/gguf/shards.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufFile } from '../../src/gguf/types.ts';
import { Findings } from '../../src/core/findings.ts';
import { temporaryFolder } from '../support/cli.ts';

/** Threat: the names of other shards are made from a name that an attacker chose. */
const folder = temporaryFolder();

function shard(no: number, count: number): Uint8Array {
  return ggufBytes({
    metadata: [
      ['general.architecture', text('x')],
      ['split.no', { type: 'u16', value: no }],
      ['split.count', { type: 'u16', value: count }],
    ],
  });
}

function place(name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name);
}

function checkedAt(path: string, bytes: Uint8Array): readonly { rule: string; message: string }[] {
  writeFileSync(path, bytes);
  const file: GgufFile | null = parseGguf(bufferSource(bytes)).file;
  const findings = new Findings(JUDGED_BY_KIND);
  joinShards(file!, path, { profile: 'strict', limits: {} }, findings);
  return findings.findings();
}

describe('names of shards', () => {
  it.each([
    '../m-00001-of-00002.gguf',
    '..\\m-00001-of-00002.gguf',
    '/m-00001-of-00002.gguf',
    'C:m-00001-of-00002.gguf',
  ])('never lead out of the folder: %s', (name) => {
    expect(parseShardName(name)).toBeNull();
  });

  it('that promise 65,535 files cost one look at the folder', () => {
    const started = performance.now();
    const found = checkedAt(join(place('many'), 'm-00001-of-65535.gguf'), shard(0, 65_535));
    expect(performance.now() - started).toBeLessThan(2000);
    expect(found.map(({ rule }) => rule)).toContain('shard/missing');
    expect(found.length).toBeLessThan(200);
  });

  it('that name a pipe or a device do not hang or act', () => {
    const at = place('pipe');
    const { status } = spawnSync('mkfifo', [join(at, 'm-00002-of-00002.gguf')]);
    expect(status).toBe(0);
    expect(checkedAt(join(at, 'm-00001-of-00002.gguf'), shard(0, 2)).map(({ rule }) => rule)).toContain(
      'shard/unreadable',
    );
  });

  it('that name a link to a secret show none of it', () => {
    const at = place('link');
    writeFileSync(join(folder, 'secret'), 'the password is swordfish');
    symlinkSync(join(folder, 'secret'), join(at, 'm-00002-of-00002.gguf'));
    const found = checkedAt(join(at, 'm-00001-of-00002.gguf'), shard(0, 2));
    expect(found.map(({ rule }) => rule)).toContain('shard/unreadable');
    expect(JSON.stringify(found)).not.toMatch(/password|swordfish/);
  });
});
