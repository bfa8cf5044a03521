/** A mixture of experts in place of one feed-forward network (Shazeer et al., 2017). */
import type { Hyper } from '../arch/hyper.ts';
import type { GluAttrs } from '../ops/glu.ts';
import type { RouteAttrs } from '../ops/route.ts';
import type { ValueId } from '../program.ts';
import { present, type Forward, type Presence } from './forward.ts';

export interface ExpertOptions {
  readonly gate: RouteAttrs['gate'];
  readonly normalise: boolean;
  readonly activation: GluAttrs['activation'];
  /** Width of each expert. */
  readonly nFf: number;
  readonly bias?: Presence;
  /** `exp_probs_b.bias` unless named: added to the scores for the selection alone. */
  readonly selectionBias?: Presence;
  readonly selectionBiasName?: string;
  /** What the router sees, where it is not what the experts see. */
  readonly routed?: ValueId;
}

/** The experts of layer `i` over x: routed, gated, weighted, added. */
export function experts(f: Forward, h: Hyper, i: number, x: ValueId, options: ExpertOptions): ValueId {
  const { nExpert } = h;
  const nUsed = h.nExpertUsed[i] ?? 0;
  const scores = f.linear(options.routed ?? x, 'ffn_gate_inp', nExpert, options.bias);
  const routes = f.op({
    kind: 'route',
    name: 'ffn_route',
    inputs: [scores],
    weights: present(
      f.vector(options.selectionBiasName ?? 'exp_probs_b.bias', nExpert, options.selectionBias ?? 'none'),
    ),
    attrs: {
      gate: options.gate,
      nUsed,
      normalise: options.normalise,
      factor: h.keys.expertWeightsScale ?? 1,
      groups: h.keys.nExpertGroups ?? 1,
      groupsUsed: h.keys.nExpertGroupsUsed ?? 1,
    },
  });
  const hidden = gated(f, h, x, routes, nUsed, options);
  const down = expertLinear(f, hidden, routes, 'ffn_down_exps', [nExpert, h.nEmbd, options.nFf], nUsed, options.bias);
  return f.op({ kind: 'expert_combine', name: 'ffn_experts', inputs: [down, routes], attrs: { nUsed } });
}

/** f(gate) · up of each expert, from one fused projection where the file has that. */
function gated(f: Forward, h: Hyper, x: ValueId, routes: ValueId, nUsed: number, options: ExpertOptions): ValueId {
  const { nFf, bias, activation } = options;
  const linear = (name: string, n: number): ValueId =>
    expertLinear(f, x, routes, name, [h.nExpert, n, h.nEmbd], nUsed, bias);
  const halves = (): readonly [ValueId, ValueId] => {
    const both = linear('ffn_gate_up_exps', 2 * nFf);
    const half = (name: string, from: number): ValueId =>
      f.op({ kind: 'slice', name, inputs: [both], attrs: { groups: nUsed, from, width: nFf } });
    return [half('ffn_gate_exps', 0), half('ffn_up_exps', nFf)];
  };
  const separate = (): readonly [ValueId, ValueId] => [linear('ffn_gate_exps', nFf), linear('ffn_up_exps', nFf)];
  const inputs = f.has('ffn_gate_up_exps.weight') ? halves() : separate();
  return f.op({ kind: 'glu', name: 'ffn_act_exps', inputs, attrs: { activation } });
}

function expertLinear(
  f: Forward,
  x: ValueId,
  routes: ValueId,
  name: string,
  shape: readonly [nExpert: number, rows: number, cols: number],
  nUsed: number,
  bias: Presence = 'none',
): ValueId {
  const [nExpert, rows] = shape;
  f.noScales(name, nExpert);
  const weights = present(f.matrix(`${name}.weight`, shape), f.floats(`${name}.bias`, [nExpert, rows], bias));
  return f.op({ kind: 'expert_linear', name, inputs: [x, routes], weights, attrs: { nExpert, nUsed } });
}
