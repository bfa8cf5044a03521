/** Factors beside weights, for formats whose blocks have narrow scales: one for a matrix, or one for each expert. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';

/** Weights beside which readers look for them. */
const SCALED =
  /^(blk\.(\d+)\.(?:attn_(?:q|k|v|output|qkv|gate)|ffn_(?:gate|down|up)(?:_exps|_shexp)?|ssm_(?:in|out|alpha|beta)))\.weight$/;

/** Rows for what may be beside each weight that the file has; beside the output only where `ofOutput`. */
export function mayBeScaled(t: OutlineTable, s: OutlineSizes, ofOutput: boolean): void {
  const names = [...t.table.keys()].filter((name) => t.has(name));
  const weights = names.map((name) => scaledWeight(name, s.nLayer || s.nNext));
  for (const weight of ofOutput ? [...weights, 'output'] : weights) {
    if (weight === undefined) continue;
    const n = weight.endsWith('_exps') ? s.n('expert_count') : 1;
    for (const factor of ['scale', 'input_scale']) t.may(`${weight}.${factor}`, n);
  }
}

/** Layers that predict further tokens for the model itself are left out where nobody asks for them, and so is what is beside their weights. */
function scaledWeight(name: string, nLayer: number): string | undefined {
  const [, weight, layer] = SCALED.exec(name) ?? [];
  return Number(layer) < nLayer ? weight : undefined;
}
