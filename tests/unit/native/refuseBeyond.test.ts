/** What the native engines say of ops that they lack: no library is needed to know. */
import { describe, expect, it } from 'vitest';
import { BASIC_KINDS, OP_KINDS } from '../../../src/model/ops/kinds.ts';
import { OP_SPECS } from '../../../src/model/ops/specs.ts';
import type { OpSpec } from '../../../src/model/ops/spec.ts';
import type { OpKind } from '../../../src/model/program.ts';
import { refuseBeyond } from '../../../src/native/refuseBeyond.ts';

describe('an engine of the first seven kinds', () => {
  const engine = {
    engine: 'seven',
    version: '1',
    device: 'none',
    sessions: true,
    ops: BASIC_KINDS.map((kind) => ({ kind, type: '-', contract: '', kernel: '' })),
  };
  const refusal = (kind: OpKind, attrs: unknown, nWeights = 0): string => {
    try {
      refuseBeyond(engine, [{ kind, attrs, weights: new Array(nWeights).fill(null) }], 'load/unsupported');
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each(OP_KINDS.slice(BASIC_KINDS.length))('refuses %s', (kind) => {
    expect(refusal(kind, {})).toBe(`seven: unsupported: op ${kind}; the reference engine runs it`);
  });

  it('refuses what the seven gained, and nothing else', () => {
    const attention = { nHead: 2, nHeadKv: 1, headDim: 4, scale: 1, cache: 0 };
    const rope = { pairing: 'half', nHead: 1, headDim: 4, nRot: 4, freqBase: 1e4, freqScale: 1 };
    expect(refusal('norm', { variant: 'rms', eps: 1e-5 }, 1)).toBe('accepted');
    expect(refusal('norm', { variant: 'layer', eps: 1e-5 }, 1)).toMatch('op norm with variant layer');
    expect(refusal('norm', { variant: 'rms', eps: 1e-5, groups: 2 }, 1)).toMatch('norm of groups');
    expect(refusal('norm', { variant: 'rms', eps: 1e-5 }, 2)).toMatch('2 weights');
    expect(refusal('glu', { activation: 'silu' })).toBe('accepted');
    expect(refusal('glu', { activation: 'gelu' })).toMatch('activation gelu');
    expect(refusal('glu', { activation: 'silu', limit: 7 })).toMatch('a limit');
    expect(refusal('rope', rope, 1)).toBe('accepted');
    expect(refusal('rope', { ...rope, magnitude: 2 })).toMatch('magnitude');
    expect(refusal('rope', { ...rope, rampLow: 0, rampHigh: 1, rampMix: 1 })).toMatch('YaRN');
    expect(refusal('attention', attention)).toBe('accepted');
    for (const more of ['valueDim', 'window', 'softcap', 'alibi', 'chunk'])
      expect(refusal('attention', { ...attention, [more]: 2 })).toMatch(more);
    expect(refusal('attention', { ...attention, causal: false })).toMatch('op attention with both directions');
    expect(refusal('attention', attention, 1)).toMatch('sinks');
  });

  it('finds no op whose packed attributes do not fit its record', () => {
    const attrs: Partial<Record<OpKind, unknown>> = {
      attention: { nHead: 2, nHeadKv: 1, headDim: 4, scale: 1, cache: 0, valueDim: 2, window: 3, softcap: 4, alibi: 5 },
      rope: {
        pairing: 'half',
        nHead: 1,
        headDim: 4,
        nRot: 4,
        freqBase: 1,
        freqScale: 1,
        rampLow: 0,
        rampHigh: 1,
        rampMix: 1,
      },
      route: { gate: 'sigmoid', nUsed: 2, normalise: true, factor: 1, groups: 1, groupsUsed: 1, share: 2 },
    };
    for (const [kind, a] of Object.entries(attrs)) {
      const { ints, floats: f64 } = (OP_SPECS[kind as OpKind] as OpSpec<unknown>).pack(a);
      expect([kind, ints.length <= 6, f64.length <= 4]).toEqual([kind, true, true]);
    }
  });
});
