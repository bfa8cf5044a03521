import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countingSource } from '../../../../../corpus/ggufBytes.ts';
import { changed, SMOKE_CASES, times } from '../../../../../corpus/smokeCases.ts';
import { stepCost } from '../../../../../src/checks/numbers/smoke/smokeCost.ts';
import { smokeFindings, type SmokeOptions } from '../../../../../src/checks/numbers/smoke/smokeFindings.ts';
import type { Finding } from '../../../../../src/core/finding.ts';
import { tinyLlama } from '../../../../../src/generate/tinyLlama.ts';
import { ZOO_ARCHITECTURES, zooModel } from '../../../../../src/generate/zoo/zooModel.ts';
import type { GgufModel, ModelTensor } from '../../../../../src/gguf/model.ts';
import { parseGguf } from '../../../../../src/gguf/parse.ts';
import { bufferSource } from '../../../../../src/gguf/source.ts';
import { writeGguf } from '../../../../../src/gguf/write.ts';
import { buildProgram } from '../../../../../src/model/build.ts';
import type { Program } from '../../../../../src/model/program.ts';

const USUAL: SmokeOptions = { profile: 'strict', asked: false, known: [] };

async function smoked(bytes: Uint8Array, options: Partial<SmokeOptions> = {}): Promise<readonly Finding[]> {
  const source = bufferSource(bytes);
  const { file } = parseGguf(source);
  return smokeFindings(file!, source, { ...USUAL, ...options });
}

function programOf(model: GgufModel): Program {
  const { program } = buildProgram(parseGguf(bufferSource(writeGguf(model))).file!);
  return program!;
}

const FLOATS = tinyLlama({ nLayer: 1, nFf: 32, matrixType: 'F32' });

describe('a few tokens', () => {
  it.each(SMOKE_CASES.map((each) => [each.comment, each] as const))(
    'show %s, and nothing of its twin',
    async (_n, each) => {
      expect((await smoked(each.bad)).map(({ rule, severity }) => [rule, severity])).toEqual([
        [each.rule, each.severity],
      ]);
      expect(await smoked(each.good)).toEqual([]);
    },
  );

  it('name the op, its kind, the layer and the token where it goes wrong', async () => {
    const [found] = await smoked(SMOKE_CASES[0]!.bad);
    expect(found?.message).toMatch(
      /^expected activations that 32-bit floats can go on with, found -?\d\.\d\de\+\d\d from op "blk\.0\.ffn_act" \(glu\) in layer 0 of token \d+$/,
    );
  });

  it('are an error in the compat profile too: llama.cpp answers NaN', async () => {
    const severities = await Promise.all(
      SMOKE_CASES.slice(0, 3).map(async ({ bad }) => (await smoked(bad, { profile: 'compat' }))[0]?.severity),
    );
    expect(severities).toEqual(['error', 'error', 'error']);
  });

  it('find the one row of the embedding that is too large, wherever it is', async () => {
    for (const row of [3, 100, 200]) {
      const bad = changed({
        'token_embd.weight': (data) => {
          for (let i = 32 * row; i < 32 * (row + 1); i++) data[i] = 1e30;
        },
      });
      const [found] = await smoked(writeGguf(bad));
      expect(found?.message).toMatch(new RegExp(`\\(embed\\) outside the layers of token ${String(row)}$`));
    }
  });

  it('say nothing twice: a tensor that is known to be zero, logits that it makes equal', async () => {
    const quants = SMOKE_CASES.find(({ name }) => name === 'quants')!;
    const [dead] = await smoked(quants.bad);
    expect(await smoked(quants.bad, { known: [dead!] })).toEqual([]);
    const alike = SMOKE_CASES.find(({ rule }) => rule === 'numbers/smoke-same-logits')!;
    expect(
      await smoked(alike.bad, { known: [{ rule: 'numbers/equal-rows', severity: 'warning', message: '' }] }),
    ).toEqual([]);
    expect(
      await smoked(alike.bad, { known: [{ rule: 'numbers/all-zero', severity: 'note', message: '' }] }),
    ).toHaveLength(1);
  });
});

describe('every weight that is multiplied', () => {
  const ARCHITECTURES = [
    'llama',
    'gemma3',
    'qwen3moe',
    'gpt2',
    'deepseek2',
    'gpt-oss',
    'cohere2',
    'lfm2',
    'grovemoe',
    'bert',
  ];

  it('shows where it overflows, at an op that comes no earlier than the one that it belongs to', async () => {
    const kinds = new Set<string>();
    for (const architecture of ARCHITECTURES.filter((name) => ZOO_ARCHITECTURES.includes(name))) {
      const model = zooModel({ architecture, seed: 5 });
      expect([architecture, await smoked(writeGguf(model))]).toEqual([architecture, []]);
      const program = programOf(model);
      const seen = new Set<string>();
      for (const op of program.ops) {
        const tensor = op.weights[0]?.tensor;
        // What embeds tokens may make logits too.
        if (tensor !== undefined && seen.has(tensor)) continue;
        seen.add(tensor ?? '');
        // Logits of 10^30 are numbers still.
        if (
          tensor === undefined ||
          tensor === 'output.weight' ||
          !['embed', 'norm', 'linear'].includes(op.kind) ||
          (op.layer ?? 0) > 0
        )
          continue;
        for (const factor of [1e30, 1e12, 1e7]) {
          const [found] = await smoked(writeGguf(changed({ [tensor]: times(factor) }, model)));
          if (factor < 1e30 && !found) continue;
          expect([architecture, tensor, found?.rule]).toEqual([
            architecture,
            tensor,
            expect.stringMatching(/smoke-(non-finite|half-overflow)$/),
          ]);
          const [, name, kind] = /op "([^"]+)" \((\w+)\)/.exec(found!.message)!;
          kinds.add(kind!);
          expect(program.ops.findIndex((each) => each.name === name)).toBeGreaterThanOrEqual(op.index);
        }
      }
    }
    expect([...kinds]).toEqual(expect.arrayContaining(['embed', 'norm', 'linear', 'attention', 'glu']));
  }, 120_000);
});

describe('a sound model', () => {
  it('of any described architecture passes, however much its weights are scaled down', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ZOO_ARCHITECTURES),
        fc.nat(),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        async (architecture, seed, factor) => {
          const model = zooModel({ architecture, seed });
          const scaled = { ...model, tensors: model.tensors.map((tensor) => scaledDown(tensor, factor)) };
          expect((await smoked(writeGguf(scaled))).filter(({ severity }) => severity === 'error')).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});

function scaledDown(tensor: ModelTensor, factor: number): ModelTensor {
  const isMatrix = tensor.dims.filter((n) => n > 1).length > 1;
  const data = new Float32Array((tensor.data as Uint8Array).slice().buffer);
  return { ...tensor, data: new Uint8Array((isMatrix ? data.map((x) => x * factor) : data).buffer) };
}

describe('what cannot be tried', () => {
  const blank = writeGguf({ ...FLOATS, metadata: [['general.architecture', { type: 'string', value: 'nobody' }]] });

  it('is not spoken of, unless the user asked', async () => {
    expect(await smoked(blank)).toEqual([]);
    const notes = await smoked(blank, { asked: true });
    expect(notes.map(({ rule, severity, message }) => [rule, severity, message])).toEqual([
      ['numbers/smoke-not-run', 'note', 'not smoke-tested: the reference does not run it'],
    ]);
  });

  it('because it would cost too much is said, and not a weight is read', async () => {
    // Two stacks of layers that are gone through 64 times each.
    const keys = { nLayer: 128, hrmLayers: 1, hrmHighCycles: 64, hrmLowCycles: 1 };
    const shape = { nFf: 8192, nHead: 2, nHeadKv: 2, headDim: 64, keys };
    const source = countingSource(
      writeGguf(zooModel({ architecture: 'hrm_text', seed: 1, types: ['Q1_0'], ...shape })),
    );
    const { file } = parseGguf(source);
    const before = source.bytesRead;
    const [found] = await smokeFindings(file!, source, USUAL);
    expect(found?.message).toMatch(/^not smoke-tested: one token would cost the reference some \d+\.\d s$/);
    expect(source.bytesRead).toBe(before);
  });

  it('ends where the signal does', async () => {
    const signal = AbortSignal.abort();
    expect(await smoked(SMOKE_CASES[0]!.bad, { signal })).toEqual([]);
  });
});

describe('the estimate of the cost', () => {
  const cost = (options: Parameters<typeof tinyLlama>[0], tokens = 1): number =>
    stepCost(programOf(tinyLlama(options)), tokens);

  it('grows with layers, widths and tokens', () => {
    const least = cost({ nLayer: 1, nFf: 64 });
    expect(cost({ nLayer: 2, nFf: 64 })).toBeGreaterThan(least);
    expect(cost({ nLayer: 1, nFf: 128 })).toBeGreaterThan(least);
    expect(cost({ nLayer: 1, nFf: 64 }, 2)).toBeGreaterThan(least);
  });

  it('counts of a mixture the experts that tokens use, and reading the others', () => {
    const moe = (nExpert: number): number =>
      stepCost(programOf(zooModel({ architecture: 'qwen3moe', seed: 1, keys: { nExpert, nExpertUsed: 2 } })), 1);
    const [few, many] = [moe(4), moe(64)];
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThan(4 * few);
  });
});
