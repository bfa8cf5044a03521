/** What ties standard keys to each other, whatever the architecture. */
import { reportKey } from './keys.ts';
import { brokenRelations } from './relations.ts';
import type { Findings } from '../../core/findings.ts';
import { STANDARD_KEYS, type StandardKey, type StandardValues } from './standardKeys.ts';

type Rule = (v: StandardValues, architecture: string) => readonly (readonly [key: StandardKey, message: string])[];

/** Every block of them predicts further tokens, for another model. */
const ONLY_PREDICTS = new Set(['gemma4-assistant']);

const RULES: readonly Rule[] = [
  ({ nHead, nHeadKv }) => {
    const bad = pairs(nHead, nHeadKv).find(([heads, kv]) => heads > 0 && kv > 0 && heads % kv !== 0);
    return bad ? [['nHeadKv', `expected a divisor of the head count ${String(bad[0])}, found ${String(bad[1])}`]] : [];
  },
  // Single layers without any have something else in attention's place: a linear map, a convolution, a state space.
  ({ nHead, nHeadKv }) => {
    const bad = nHeadKv !== null && greatest(nHead) > 0 && greatest(nHeadKv) === 0;
    return bad ? [['nHeadKv', 'expected a key-value head where there are heads, found 0']] : [];
  },
  ({ nHead, nEmbd, headDim }) => {
    const widest = greatest(nHead);
    if (nEmbd === null || headDim !== null || widest === 0 || nEmbd % widest === 0) return [];
    return [['nHead', `expected a divisor of the embedding length ${String(nEmbd)}, found ${String(widest)}`]];
  },
  ({ nRot, nHead, nEmbd, headDim }) => {
    const width = headDim ?? (nEmbd === null || greatest(nHead) === 0 ? null : nEmbd / greatest(nHead));
    if (nRot === null || (nRot % 2 === 0 && (width === null || nRot <= width))) return [];
    return [['nRot', `expected an even number up to the head's ${String(width ?? 'width')}, found ${String(nRot)}`]];
  },
  ({ nExpert, nExpertUsed }) => {
    const most = greatest(nExpertUsed);
    if (most > (nExpert ?? 0)) {
      return [['nExpertUsed', `expected at most the expert count ${String(nExpert ?? 0)}, found ${String(most)}`]];
    }
    return nExpert !== null && most === 0 ? [['nExpertUsed', 'expected at least 1 of the experts, found 0']] : [];
  },
  ({ nExpert, nExpertGroups: groups, nExpertGroupsUsed: used }) => {
    if (groups === null || groups <= 1) return [];
    if ((nExpert ?? 0) % groups !== 0 || groups >= (nExpert ?? 0)) {
      return [
        ['nExpertGroups', `expected a divisor of the expert count ${String(nExpert ?? 0)}, found ${String(groups)}`],
      ];
    }
    const fits = used !== null && used < groups;
    return fits ? [] : [['nExpertGroupsUsed', `expected from 1 to ${String(groups - 1)}, found ${String(used ?? 0)}`]];
  },
  ({ nextn, nLayer }, architecture) =>
    nextn !== null && nLayer !== null && nextn >= nLayer && !ONLY_PREDICTS.has(architecture)
      ? [['nextn', `expected fewer than the ${String(nLayer)} blocks, found ${String(nextn)}`]]
      : [],
  ({ yarnBetaFast, yarnBetaSlow }) =>
    yarnBetaFast !== null && yarnBetaSlow !== null && yarnBetaFast < yarnBetaSlow
      ? [['yarnBetaFast', `expected at least yarn_beta_slow ${String(yarnBetaSlow)}, found ${String(yarnBetaFast)}`]]
      : [],
];

/** Keys that hold one value for each layer must hold as many as there are. */
const PER_LAYER = [
  'nFf',
  'nHead',
  'nHeadKv',
  'nExpertUsed',
  'nFfExpert',
  'windowPattern',
  'ropeLayers',
  'expertLimit',
  'sharedExpertLimit',
  'recurrentLayers',
] as const;

/** Reports what contradicts, each once; a key that was reported already is null here and says nothing more. */
export function checkConsistency(values: StandardValues, prefix: string, findings: Findings): void {
  checkLengths(values, prefix, findings);
  for (const [key, message] of [...RULES.flatMap((rule) => rule(values, prefix)), ...brokenRelations(values, prefix)]) {
    reportKey(findings, 'model/key-inconsistent', `${prefix}.${STANDARD_KEYS[key].key}`, message);
  }
}

function checkLengths(values: StandardValues, prefix: string, findings: Findings): void {
  const { nLayer } = values;
  for (const key of PER_LAYER) {
    const value = values[key];
    if (nLayer === null || !(value instanceof Float64Array) || value.length === nLayer) continue;
    const message = `expected one value for each of the ${String(nLayer)} blocks, found ${String(value.length)}`;
    reportKey(findings, 'model/array-length', `${prefix}.${STANDARD_KEYS[key].key}`, message);
  }
}

type PerLayerValue = number | Float64Array | null;

function greatest(value: PerLayerValue): number {
  return value instanceof Float64Array ? value.reduce((a, b) => Math.max(a, b), 0) : (value ?? 0);
}

/** The two values of each layer; a single one stands for all. */
function pairs(a: PerLayerValue, b: PerLayerValue): readonly (readonly [number, number])[] {
  if (a === null || b === null) return [];
  const n = Math.max(...[a, b].map((v) => (v instanceof Float64Array ? v.length : 1)));
  const at = (v: number | Float64Array, i: number): number => (v instanceof Float64Array ? (v[i] ?? 0) : v);
  return Array.from({ length: n }, (_, i) => [at(a, i), at(b, i)] as const);
}
