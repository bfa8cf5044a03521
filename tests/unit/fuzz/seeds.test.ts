import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSeeds } from '../../../fuzz/js/makeSeeds.ts';
import { ROOT } from '../../../src/campaign/places.ts';
import { TARGETS } from '../../../src/campaign/targets.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { openTokenizer } from '../../../src/text/tokenizer.ts';

const seeds = allSeeds();

describe.each([...seeds])('the seeds of %s', (target, files) => {
  it('are committed as they are written', () => {
    const folder = join(ROOT, 'fuzz/seeds', target);
    expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort());
    for (const [name, bytes] of files) expect(readFileSync(join(folder, name)).equals(bytes), name).toBe(true);
  });

  it('are not cut by the target’s longest input', () => {
    const { maxLength } = TARGETS.get(target)!;
    for (const [name, bytes] of files) expect(bytes.length, name).toBeLessThanOrEqual(maxLength);
  });
});

describe('the seeds of gguf-parse', () => {
  const results = [...seeds.get('gguf-parse')!].map(([name, bytes]) => ({ name, ...parseGguf(bufferSource(bytes)) }));
  const files = results.flatMap(({ file }) => file ?? []);

  it('are files that the strict profile accepts', () => {
    expect(results.filter(({ file }) => file === null).map(({ name }) => name)).toEqual([]);
  });

  it('hold every value type, every tensor type that a file may have, both byte orders and both versions', () => {
    const values = files.flatMap((file) => [...file.metadata.values()]);
    expect(new Set(values.map((value) => value.type)).size).toBe(13);
    expect(new Set(files.flatMap((file) => file.tensors.map((tensor) => tensor.type.id))).size).toBeGreaterThan(28);
    expect(new Set(files.map((file) => file.littleEndian))).toEqual(new Set([true, false]));
    expect(new Set(files.map((file) => file.version))).toEqual(new Set([2, 3]));
  });

  it('have models of the zoo, each of which leads to a Program', () => {
    const zoo = results.filter(({ name }) => name.startsWith('zoo-'));
    expect(zoo.length).toBeGreaterThan(3);
    for (const { name, file } of zoo) expect(file && buildProgram(file).program, name).not.toBeNull();
  });

  it('lead to a Program and to a tokenizer', () => {
    expect(files.filter((file) => buildProgram(file).program !== null).length).toBeGreaterThan(1);
    expect(files.filter((file) => openTokenizer(file.metadata).tokenizer !== null).length).toBeGreaterThan(1);
  });
});
