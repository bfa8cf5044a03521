/** Factors of quantised weights, which llama.cpp reads beside those of any layer: one of a matrix, or one of each expert. */
import type { OutlineTable } from './outline.ts';

const SCALED =
  /^(blk\.\d{1,4}\.(?:attn_(?:q|k|v|output|qkv|gate)|ffn_(?:gate|down|up)(?:_shexp|_exps)?|ssm_(?:in|out|alpha|beta)))\.weight$/;

/** Those that a file may have beside the tensors of its table. The output matrix has them in one type alone. Linear in the table. */
export function addScales(t: OutlineTable, nExpert: number, isOutputScaled: boolean): void {
  for (const name of [...t.table.keys()]) {
    const weight = SCALED.exec(name)?.[1];
    if (weight !== undefined) addPair(t, weight, weight.endsWith('_exps') ? nExpert : 1);
  }
  if (isOutputScaled) addPair(t, 'output', 1);
}

function addPair(t: OutlineTable, weight: string, n: number): void {
  t.may(`${weight}.scale`, n);
  t.may(`${weight}.input_scale`, n);
}
