/** Dense feed-forward networks. */
import type { Activation } from '../ops/activation.ts';
import type { GluAttrs } from '../ops/glu.ts';
import type { ValueId } from '../program.ts';
import type { Forward, Presence } from './forward.ts';

export interface GatedOptions {
  readonly activation: GluAttrs['activation'];
  readonly bias?: Presence;
  /** After `ffn_gate`, `ffn_up` and `ffn_down`: `_shexp` for experts that every token goes to. */
  readonly suffix?: string;
}

/** down(f(gate(x)) · up(x)) (Shazeer, 2020), nFf wide. */
export function gatedFeedForward(f: Forward, x: ValueId, nFf: number, options: GatedOptions): ValueId {
  const { activation, bias, suffix = '' } = options;
  const gate = f.linear(x, `ffn_gate${suffix}`, nFf, bias);
  const up = f.linear(x, `ffn_up${suffix}`, nFf, bias);
  const hidden = f.op({ kind: 'glu', name: `ffn_act${suffix}`, inputs: [gate, up], attrs: { activation } });
  return f.linear(hidden, `ffn_down${suffix}`, f.width(x), bias);
}

/** As {@link gatedFeedForward}, gate and up being the halves of one projection, `ffn_up`, the gate first. */
export function fusedFeedForward(f: Forward, x: ValueId, nFf: number, options: GatedOptions): ValueId {
  const { activation, bias, suffix = '' } = options;
  const both = f.linear(x, `ffn_up${suffix}`, 2 * nFf, bias);
  const gate = f.columns(both, 0, nFf, `ffn_gate${suffix}`);
  const up = f.columns(both, nFf, nFf, `ffn_up_half${suffix}`);
  const hidden = f.op({ kind: 'glu', name: `ffn_act${suffix}`, inputs: [gate, up], attrs: { activation } });
  return f.linear(hidden, `ffn_down${suffix}`, f.width(x), bias);
}

export interface PlainOptions {
  readonly activation: Activation;
  readonly bias?: Presence;
}

/** down(f(up(x))) (Vaswani et al., 2017). */
export function plainFeedForward(f: Forward, x: ValueId, nFf: number, { activation, bias }: PlainOptions): ValueId {
  const up = f.linear(x, 'ffn_up', nFf, bias);
  const hidden = f.op({ kind: 'activation', name: 'ffn_act', inputs: [up], attrs: { activation } });
  return f.linear(hidden, 'ffn_down', f.width(x), bias);
}

/** Declares the weights of a gated network that files may have where a mixture stands in for it. */
export function spareFeedForward(f: Forward, { nEmbd }: { readonly nEmbd: number }, nFf: number): void {
  f.optionalMatrix('ffn_gate.weight', [nFf, nEmbd]);
  f.optionalMatrix('ffn_up.weight', [nFf, nEmbd]);
  f.optionalMatrix('ffn_down.weight', [nEmbd, nFf]);
}
