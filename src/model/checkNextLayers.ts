/** Layers behind the last that predict further tokens (Gloeckle et al., 2024): whether readers know any, and whether a file has its own. */
import type { Findings } from '../core/findings.ts';
import type { GgufFile } from '../gguf/types.ts';
import { reportKey } from './arch/keys.ts';

const KEY = 'nextn_predict_layers';

/** Readers load such layers of these, each with a projection of its own; what else is in them is not described here. */
const PREDICT: ReadonlySet<string> = new Set([
  'bailingmoe2',
  'exaone-moe',
  'exaone4',
  'nemotron_h',
  'nemotron_h_moe',
  'qwen35',
  'qwen35moe',
  'qwen3next',
]);

/** Readers of these take the last layers away all the same, and refuse their tensors. */
const NONE: ReadonlySet<string> = new Set([
  'bailingmoe3',
  'bert',
  'eurobert',
  'falcon-h1',
  'granitehybrid',
  'jamba',
  'jina-bert-v2',
  'jina-bert-v3',
  'kimi-k3',
  'kimi-linear',
  'llama-embed',
  'mamba',
  'mamba2',
  'minimax-01',
  'modern-bert',
  'neo-bert',
  'nomic-bert',
  'nomic-bert-moe',
  'plamo2',
  'qwen3tts',
  'qwen4exp',
  'refact',
]);

/** `nNext` of `nBlocks` blocks are such layers. Reports an architecture without any, and a layer without its projection. */
export function checkNextLayers(
  { tensorsByName }: GgufFile,
  name: string,
  { nNext, nBlocks }: { readonly nNext: number; readonly nBlocks: number },
  findings: Findings,
): void {
  if (nNext === 0 || nNext >= nBlocks) return;
  const report = (message: string): void => {
    reportKey(findings, 'model/key-inconsistent', `${name}.${KEY}`, message);
  };
  if (NONE.has(name)) report(`expected none in this architecture, found ${String(nNext)}`);
  if (!PREDICT.has(name) || tensorsByName.size === 0) return;
  for (let i = nBlocks - nNext; i < nBlocks; i++) {
    const projection = `blk.${String(i)}.nextn.eh_proj.weight`;
    if (!tensorsByName.has(projection)) report(`expected ${projection}, found no such tensor`);
  }
}
