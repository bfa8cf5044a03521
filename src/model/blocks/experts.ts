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
  /** Scores of the router, where it ran already. */
  readonly scores?: ValueId;
  /** The weights go in with the experts' input, not over their output. */
  readonly weighsInput?: boolean;
  /** Experts of the router that share one of these. */
  readonly share?: number;
  /** After `ffn_gate`, `ffn_up` and `ffn_down`; `_exps` unless given. */
  readonly suffix?: string;
  /** Of the gated unit. */
  readonly limit?: number | null;
}

/** Experts of one mixture: how many there are, and how many a token goes to. */
interface Experts {
  readonly nExpert: number;
  readonly nUsed: number;
  readonly suffix: string;
}

/** The experts of layer `i` over x: routed, gated, weighted, added. */
export function experts(f: Forward, h: Hyper, i: number, x: ValueId, options: ExpertOptions): ValueId {
  const { suffix = '_exps', share = 1, weighsInput = false } = options;
  const nExpert = Math.floor(h.nExpert / share);
  const of: Experts = { nExpert, nUsed: Math.min(h.nExpertUsed[i] ?? 0, nExpert), suffix };
  const routes = routesOf(f, h, x, of, options);
  const hidden = gated(f, h, x, routes, of, options);
  const down = expertLinear(f, hidden, routes, of, 'ffn_down', [h.nEmbd, options.nFf], options.bias);
  const attrs = { nUsed: of.nUsed, ...(weighsInput && { weighted: false as const }) };
  return f.op({
    kind: 'expert_combine',
    name: `ffn${suffix.replace('_exps', '_experts')}`,
    inputs: [down, routes],
    attrs,
  });
}

function routesOf(f: Forward, h: Hyper, x: ValueId, { nUsed, suffix }: Experts, options: ExpertOptions): ValueId {
  const { nExpert } = h;
  const scores = options.scores ?? f.linear(options.routed ?? x, 'ffn_gate_inp', nExpert, options.bias);
  return f.op({
    kind: 'route',
    name: `ffn_route${suffix === '_exps' ? '' : suffix}`,
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
      ...(options.share !== undefined && { share: options.share }),
    },
  });
}

/** f(gate) · up of each expert, from one fused projection where the file has that. */
function gated(f: Forward, h: Hyper, x: ValueId, routes: ValueId, of: Experts, options: ExpertOptions): ValueId {
  const { nFf, bias, activation, weighsInput = false, limit = null } = options;
  const { suffix } = of;
  const linear = (name: string, n: number): ValueId =>
    expertLinear(f, x, routes, of, name, [n, h.nEmbd], bias, weighsInput);
  const halves = (): readonly [ValueId, ValueId] => {
    const both = linear('ffn_gate_up', 2 * nFf);
    const half = (name: string, from: number): ValueId =>
      f.op({ kind: 'slice', name, inputs: [both], attrs: { groups: of.nUsed, from, width: nFf } });
    return [half(`ffn_gate${suffix}`, 0), half(`ffn_up${suffix}`, nFf)];
  };
  const separate = (): readonly [ValueId, ValueId] => [linear('ffn_gate', nFf), linear('ffn_up', nFf)];
  const inputs = f.has(`ffn_gate_up${suffix}.weight`) ? halves() : separate();
  const attrs = { activation, ...(limit !== null && { limit }) };
  return f.op({ kind: 'glu', name: `ffn_act${suffix}`, inputs, attrs });
}

function expertLinear(
  f: Forward,
  x: ValueId,
  routes: ValueId,
  { nExpert, nUsed, suffix }: Experts,
  what: string,
  [rows, cols]: readonly [rows: number, cols: number],
  bias: Presence = 'none',
  weighted = false,
): ValueId {
  const name = what + suffix;
  f.noScales(name, nExpert);
  const weight = f.matrix(`${name}.weight`, [nExpert, rows, cols]);
  const weights = present(weight, f.floats(`${name}.bias`, [nExpert, rows], bias));
  const attrs = { nExpert, nUsed, ...(weighted && { weighted: true as const }) };
  return f.op({ kind: 'expert_linear', name, inputs: [x, routes], weights, attrs });
}
