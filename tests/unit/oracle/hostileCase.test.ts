/** A stored case is somebody's file: whatever it holds, it is refused or judged, soon, and nothing but a FleaError is thrown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import { FleaError } from '../../../src/core/errors.ts';
import type { OpCase } from '../../../src/engine/engine.ts';
import { checkCase } from '../../../src/oracle/checkCase.ts';
import { trialOf } from '../../../src/oracle/diffOps.ts';
import { LAYERS } from '../../../src/oracle/layers/layers.ts';
import { parseReproducer, replay } from '../../../src/oracle/reproducer.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { f32Engine } from '../../support/f32Engine.ts';
import { storedCase } from '../../support/storedCase.ts';
import { describeNative, isBuilt, openEngine } from '../../support/native.ts';

const sound = await storedCase();

/** The stored case with one thing changed. */
function twisted(path: readonly string[], value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(sound)) as Record<string, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = value;
  return copy;
}

/** 'judged', or the code of what was thrown. */
async function outcome(json: unknown): Promise<string> {
  try {
    await replay(parseReproducer(json), f32Engine(), referenceEngine);
    return 'judged';
  } catch (error) {
    if (error instanceof FleaError) {
      expect(error.message).not.toContain('\n');
      expect(error.message.length).toBeLessThan(600);
      return error.code;
    }
    throw error;
  }
}

const bytes = (n: number): string => Buffer.alloc(n).toString('base64');

describe('a stored case', () => {
  it('as it was written is judged', async () => {
    expect(await outcome(sound)).toBe('judged');
  });

  it.each<[string, readonly string[], unknown]>([
    ['tokens beyond all bounds', ['case', 'tokens'], 2 ** 53 - 1],
    ['no tokens', ['case', 'tokens'], 0],
    ['half a token', ['case', 'tokens'], 0.5],
    ['a negative past', ['case', 'past'], -1],
    ['a past that no data stands for', ['case', 'past'], 2 ** 24],
    ['rows whose product overflows', ['case', 'weights', '0', 'rows'], 2 ** 52],
    ['columns in no block', ['case', 'weights', '0', 'cols'], 1],
    ['a type that nobody knows', ['case', 'weights', '0', 'type'], 'Q\u001b[31m'],
    ['a type of the prototype', ['case', 'weights', '0', 'type'], '__proto__'],
    ['no weights', ['case', 'weights'], []],
    ['a thousand weights', ['case', 'weights'], Array.from({ length: 1000 }, () => sound.case.weights[0])],
    ['inputs in no rows', ['case', 'inputs', '0'], bytes(4 * 37)],
    ['inputs cut within a number', ['case', 'inputs', '0'], bytes(3)],
    ['inputs in other letters', ['case', 'inputs', '0'], '\u0000\u0000\u0000\u0000'],
    ['token ids for a product', ['case', 'tokenIds'], bytes(4)],
    ['a past for a product', ['case', 'pastK'], bytes(4)],
    ['another op', ['case', 'kind'], 'attention'],
    ['an op without a judge', ['case', 'kind'], 'conv'],
    ['an op that is none', ['case', 'kind'], 'constructor'],
    ['an attribute with a strange name', ['case', 'attrs'], { 'a.b': 1 }],
    ['an attribute of another sort', ['case', 'attrs'], { scale: [] }],
    ['a verdict that is none', ['verdict'], '\u001b[2J'],
    ['a layer that is none', ['layer'], 'toString'],
    ['an engine name of a megabyte', ['engine'], 'x'.repeat(1 << 20)],
    ['nothing', [], {}],
  ])('with %s is refused', async (_, path, value) => {
    expect(await outcome(path.length === 0 ? value : twisted(path, value))).toBe('usage/reproducer');
  });

  it('that asks for an hour of products is refused', () => {
    const cols = 1;
    const [tokens, rows] = [1 << 20, 1 << 20];
    const weight = { type: 'F32', rows, cols, bytes: new Uint8Array(4 * rows) };
    const c = {
      kind: 'linear',
      attrs: {},
      tokens,
      past: 0,
      seed: 0,
      inputs: [new Float32Array(tokens)],
      weights: [weight],
    };
    expect(() => {
      checkCase(c as unknown as OpCase);
    }).toThrow(/expected at most 2\^28 products, found a case of 2.2e\+12/);
  });

  it('with an attribute called __proto__ is judged without it', async () => {
    expect(await outcome(twisted(['case', 'attrs'], JSON.parse('{"__proto__": {"polluted": 1}}')))).toBe('judged');
    expect('polluted' in {}).toBe(false);
  });

  it('with a contract that nobody wrote is refused, and its name printed safely', async () => {
    expect(await outcome(twisted(['contract'], { id: 'x\u001b[31m', hash: '\u202e' }))).toBe('oracle/contract');
  });

  it('twisted anywhere, at random, is refused or judged', async () => {
    const paths: (readonly string[])[] = [
      ['case'],
      ...['kind', 'attrs', 'tokens', 'past', 'inputs', 'weights', 'tokenIds', 'pastK', 'seed'].map((k) => ['case', k]),
      ['case', 'inputs', '0'],
      ...['type', 'rows', 'cols', 'bytes'].map((k) => ['case', 'weights', '0', k]),
      ['layer'],
      ['contract', 'id'],
    ];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.integer({ min: -2, max: 70 }),
      fc.double(),
      fc.constantFrom(
        'attention',
        'norm',
        'rope',
        'embed',
        'F32',
        'F16',
        'lattice',
        'bound',
        'domain',
        'metamorphic',
        'hygiene',
      ),
      fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b).toString('base64')),
      fc.array(fc.float(), { maxLength: 70 }).map((f) => Buffer.from(Float32Array.from(f).buffer).toString('base64')),
    );
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        value,
        fc.constantFrom('bound', 'lattice', 'metamorphic', 'hygiene', 'domain'),
        async (path, v, layer) => {
          seen.add(await outcome({ ...(twisted(path, v) as object), ...(path[0] !== 'layer' && { layer }) }));
        },
      ),
      { numRuns: 1500, seed: 1 },
    );
    // Both ends are reached, or the property says nothing.
    expect([...seen]).toEqual(expect.arrayContaining(['judged', 'usage/reproducer']));
  });
});

describeNative('every case that a generator makes', () => {
  it('may be stored and replayed', () => {
    let cases = 0;
    for (const name of ['cpu', 'cuda-sim'] as const) {
      if (!isBuilt(name)) continue;
      const engine = openEngine(name);
      for (const { kind, type, contract } of engine.describe().ops) {
        for (const layer of LAYERS) {
          for (let seed = 0; seed < 5; seed++) {
            checkCase(layer.make(trialOf(engine, referenceEngine, kind, contract), new Rng(seed), type) as OpCase);
            cases++;
          }
        }
      }
    }
    expect(cases).toBeGreaterThan(100);
  });
});
