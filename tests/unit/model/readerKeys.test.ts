import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/finding.ts';
import { tinyLlama } from '../../../src/generate/tinyLlama.ts';
import type { ModelValue } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { parsedFile } from '../../support/tinyModel.ts';

const SOUND = tinyLlama({ nLayer: 1, nFf: 32 });

/** Of a sound model with one more key. */
function found(key: string, value: ModelValue, architecture = 'llama'): readonly Pick<Finding, 'rule' | 'message'>[] {
  const named = SOUND.metadata.map(([name, old]) => {
    const text = String(name);
    if (text === 'general.architecture') return [text, { type: 'string', value: architecture } as const] as const;
    return [text.replace(/^llama\./, `${architecture}.`), old] as const;
  });
  const metadata = [...named, [`${architecture}.${key}`, value] as const];
  const { findings } = buildProgram(parsedFile(bufferSource(writeGguf({ ...SOUND, metadata }))));
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => ({ rule, message }));
}

const array = (elementType: 'u32' | 'i32' | 'u64' | 'f32' | 'bool', ...elements: number[]): ModelValue =>
  ({ type: 'array', elementType, elements }) as unknown as ModelValue;
const f32 = (value: number): ModelValue => ({ type: 'f32', value });

describe('a key that llama.cpp reads', () => {
  it.each([
    ['deepstack_mapping', array('f32', 65_535)],
    ['ple.head_offsets', array('i32', 0, 127)],
    ['ple.head_vocab_sizes', array('u32', 1)],
    ['ple.layer_multipliers', array('f32', 1)],
    ['target_layers', array('bool', 1)],
  ])('has elements of the type that it takes: %s', (key, value) => {
    expect(found(key, value).map(({ rule }) => rule)).toEqual(['model/key-type']);
  });

  it.each([
    ['deepstack_mapping', array('i32', 0)],
    ['ple.head_offsets', array('u64', 0, 127)],
    ['target_layers', array('u32', 1)],
  ])('is left alone where it has: %s', (key, value) => {
    expect(found(key, value)).toEqual([]);
  });

  it('has no more values than there can be layers', () => {
    const long = array('i32', ...Array.from({ length: 513 }, () => 0));
    expect(found('deepstack_mapping', long)).toEqual([
      {
        rule: 'model/array-length',
        message: 'llama.deepstack_mapping: expected at most 512 values, one for each layer, found 513',
      },
    ]);
  });

  it.each([NaN, Infinity, -Infinity])('is a finite number where it is one: %s', (value) => {
    expect(found('activation.situ_linear_beta', f32(value)).map(({ rule }) => rule)).toEqual(['model/key-not-finite']);
    expect(found('activation.situ_linear_beta', f32(2))).toEqual([]);
  });

  it('may be minus infinity where it is a bound below that there is none of', () => {
    expect(found('kda.gate_lower_bound', f32(-Infinity))).toEqual([]);
    expect(found('kda.gate_lower_bound', f32(-5))).toEqual([]);
    for (const value of [Infinity, 1e20, NaN])
      expect(found('kda.gate_lower_bound', f32(value)).map(({ rule }) => rule)).toEqual(['model/key-not-finite']);
  });
});

describe('layers behind which something is added', () => {
  const rules = (layers: number): readonly string[] =>
    found('n_deepstack_layers', { type: 'u32', value: layers }).map(({ rule }) => rule);

  it('are fewer than all: behind the last one there are no more rows for every token', () => {
    expect([rules(0), rules(1)]).toEqual([[], ['model/key-inconsistent']]);
  });
});

describe('a scaling factor below zero', () => {
  const rules = (architecture: string): readonly string[] =>
    found('rope.scaling.factor', f32(-1), architecture).map(({ rule }) => rule);

  it('makes NaN where its logarithm is taken, and elsewhere positions that run backwards', () => {
    expect(rules('llama')).toEqual(['model/key-range']);
    for (const architecture of ['deepseek2', 'mistral4', 'glm-dsa'])
      expect(rules(architecture)).toContain('model/key-not-finite');
  });
});
