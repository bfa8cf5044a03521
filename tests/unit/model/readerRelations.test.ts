import { describe, expect, it } from 'vitest';
import { zooModel, type ZooOptions } from '../../../src/generate/zoo/zooModel.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { parsedFile } from '../../support/tinyModel.ts';

const TWO = { seed: 6, nLayer: 2 } as const;

/** Rules that make an error, and the ends of their keys. */
function errors(options: ZooOptions, rename: (tensor: string) => string = (name) => name): readonly string[] {
  const model = zooModel(options);
  const tensors = model.tensors.map((tensor) => ({ ...tensor, name: rename(String(tensor.name)) }));
  const { findings } = buildProgram(parsedFile(bufferSource(writeGguf({ ...model, tensors }))));
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, path = '' }) => `${rule} ${path.replace(/^metadata\["\w+\.|"\]$/g, '')}`);
}

describe('values by layer', () => {
  it.each([
    ['feed_forward_length', { nFf: [32, 64] }],
    ['attention.head_count_kv', { nHeadKv: [1, 2] }],
  ])('of %s are refused where readers take the first, and not where they take each', (key, keys) => {
    expect(errors({ architecture: 'llama', ...TWO, keys })).toEqual([`model/key-inconsistent ${key}`]);
    expect(errors({ architecture: 'plamo3', ...TWO, keys })).toEqual([]);
  });

  it('that are the same are taken everywhere', () => {
    expect(errors({ architecture: 'llama', ...TWO, keys: { nFf: [32, 32], nHeadKv: [2, 2] } })).toEqual([]);
  });

  it('of experts in use are at most the first layer’s', () => {
    const used = (...nExpertUsed: readonly number[]): readonly string[] =>
      errors({ architecture: 'llama', ...TWO, keys: { nExpert: 4, nExpertUsed: [...nExpertUsed] } });
    expect([used(2, 2), used(2, 1)]).toEqual([[], []]);
    expect(used(1, 2)).toEqual(['model/key-inconsistent expert_used_count']);
  });
});

describe('relations that one architecture has', () => {
  it('are heads as wide together as the embedding', () => {
    const keys = { headDim: 4, valueDim: 4, nRot: 4 };
    expect(errors({ architecture: 'qwen2', seed: 1, keys })).toContain('model/key-inconsistent attention.key_length');
    expect(errors({ architecture: 'qwen3', seed: 1, keys })).not.toContain(
      'model/key-inconsistent attention.key_length',
    );
  });

  it('are logits that are divided by no 0', () => {
    expect(errors({ architecture: 'minicpm', seed: 1, keys: { logitScale: 0 } })).toEqual([
      'model/key-inconsistent logit_scale',
    ]);
    expect(errors({ architecture: 'command-r', seed: 1, keys: { logitScale: 0 } })).toEqual([]);
  });

  it('are layers that are gone through at least once', () => {
    expect(errors({ architecture: 'nanbeige', seed: 1, keys: { nLoops: 0 } })).toEqual([
      'model/key-inconsistent num_loops',
    ]);
  });

  it('are heads that turn whole', () => {
    const keys = { headDim: 8, valueDim: 8, nRot: 4 };
    expect(errors({ architecture: 'bailingmoe', seed: 1, keys })).toContain(
      'model/key-inconsistent rope.dimension_count',
    );
    expect(errors({ architecture: 'glm4', seed: 1, keys })).toEqual([]);
  });

  it('are the length that scores grow with', () => {
    const keys = { temperatureScale: 0.5 };
    expect(errors({ architecture: 'deepseek2', seed: 1, keys })).toContain(
      'model/key-inconsistent attention.temperature_length',
    );
    expect(errors({ architecture: 'deepseek2', seed: 1, keys: { ...keys, temperatureLength: 64 } })).not.toContain(
      'model/key-inconsistent attention.temperature_length',
    );
  });

  it('are as many heads of keys as of queries', () => {
    expect(errors({ architecture: 'qwen', seed: 1, keys: { nHeadKv: 2 } })).toContain(
      'model/key-inconsistent attention.head_count_kv',
    );
  });
});

describe('two forms of weights', () => {
  const SPLIT = (name: string): string => name.replace('attn_qkv', 'attn_q');
  const FUSED = (name: string): string => name.replace('ffn_up_exps', 'ffn_gate_up_exps');

  it('are one where readers look for one alone', () => {
    expect(errors({ architecture: 'falcon', seed: 1 })).toEqual([]);
    expect(errors({ architecture: 'falcon', seed: 1 }, SPLIT)).toContain(
      'model/tensor-missing tensors["blk.0.attn_qkv.weight',
    );
    expect(errors({ architecture: 'qwen3moe', seed: 1 })).toEqual([]);
    expect(errors({ architecture: 'qwen3moe', seed: 1 }, FUSED)).toContain(
      'model/tensor-missing tensors["blk.0.ffn_up_exps.weight',
    );
  });
});
