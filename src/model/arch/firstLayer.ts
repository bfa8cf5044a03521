/**
 * Keys of which a file may hold a value for each layer, and of which llama.cpp takes the first layer's for all, by architecture: it refuses
 * tensors of other layers, or ends the process. `npm run readers` and models made anew for such keys say which.
 */
import type { StandardKey, StandardValues } from './standardKeys.ts';
import type { Broken } from './relations.ts';

type Names = ReadonlySet<string>;

/** Described architectures whose heads differ by layer. */
// prettier-ignore
const HEADS_BY_LAYER: Names = new Set(['deci', 'laguna', 'lfm2', 'lfm2moe', 'mimo2', 'openelm', 'plamo3', 'spark2_5']);

/** And those whose latent rows serve all heads. */
const KEY_HEADS_BY_LAYER: Names = new Set([...HEADS_BY_LAYER, 'deepseek2', 'mistral4']);

/** Outlined ones whose heads do not; of the others some have no heads in recurrent layers. */
// prettier-ignore
const OUTLINED_ALIKE: Names = new Set([
  'deepseek2-ocr', 'deepseek32', 'deepseek4', 'dflash', 'falcon-h1', 'glm-dsa', 'graniteswitch', 'hy_v4',
  'minimax-01', 'minimax-m3', 'qwen35', 'qwen35moe', 'qwen3next',
  'qwen3tts', 'qwen4exp',
]);

/** Described architectures whose feed-forward width differs by layer, or is that of some layers alone. */
// prettier-ignore
const WIDTH_BY_LAYER: Names = new Set([
  'afmoe', 'bailingmoe', 'bailingmoe2', 'cohere2moe', 'deci', 'deepseek', 'deepseek2', 'dots1', 'ernie4_5-moe',
  'exaone-moe', 'glm4moe', 'gpt-oss', 'grovemoe', 'laguna', 'lfm2moe', 'llada-moe', 'maple',
  'mellum', 'mistral4', 'openelm', 'plamo3', 'qwen2moe', 'qwen3moe', 'qwen3vlmoe', 'rnd1', 'smallthinker',
]);

/** Architectures whose experts have one width. */
// prettier-ignore
const EXPERTS_ALIKE: Names = new Set([
  'afmoe', 'bailingmoe', 'bailingmoe2', 'cohere2moe', 'deepseek', 'deepseek2', 'dots1', 'ernie4_5-moe', 'exaone-moe',
  'glm4moe', 'gpt-oss', 'grok', 'grovemoe', 'hy_v3', 'laguna', 'lfm2moe', 'llada-moe', 'llama4', 'maple', 'mellum',
  'mimo2', 'mistral4', 'qwen2moe', 'qwen3moe', 'qwen3vlmoe', 'rnd1', 'smallthinker',
]);

/** What differs by layer in a file of `architecture`, whose readers take the first layer's; `isDescribed` says whether its forward pass is here. */
export function brokenLayers(v: StandardValues, architecture: string, isDescribed: boolean): readonly Broken[] {
  const isFirst = (byLayer: Names): boolean =>
    isDescribed ? !byLayer.has(architecture) : OUTLINED_ALIKE.has(architecture);
  return [
    ...(isFirst(HEADS_BY_LAYER) ? differing(v, 'nHead') : []),
    ...(isFirst(KEY_HEADS_BY_LAYER) ? differing(v, 'nHeadKv') : []),
    ...(isDescribed && !WIDTH_BY_LAYER.has(architecture) ? differing(v, 'nFf') : []),
    ...(EXPERTS_ALIKE.has(architecture) ? differing(v, 'nFfExpert') : []),
  ];
}

function differing(values: StandardValues, key: StandardKey): readonly Broken[] {
  const list: unknown = values[key];
  const other = list instanceof Float64Array ? list.find((n) => n !== list[0]) : undefined;
  if (other === undefined) return [];
  return [
    [key, `expected the first layer's ${String((list as Float64Array)[0])} in every layer, found ${String(other)}`],
  ];
}
