/**
 * qwen3vl, qwen3vlmoe: the text half of Qwen3-VL (Bai et al., 2025). As qwen3 and qwen3moe; positions have three parts, pair by pair in
 * turn, which are the same for text.
 */
import type { Architecture, ExampleKeys, ExampleSizes } from './architecture.ts';
import type { Hyper } from './hyper.ts';
import { qwen3 } from './qwen3.ts';
import { qwen3moe } from './qwen3moe.ts';

/** Thirds of the pairs, which take turns. */
function sections({ headDim }: ExampleSizes): ExampleKeys {
  const pairs = headDim / 2;
  return { ropeSections: [...[0, 1, 2].map((part) => Math.ceil((pairs - part) / 3)), 0] };
}

export const qwen3vl: Architecture = { ...qwen3, name: 'qwen3vl', unsupported: unsupportedTurns, example: sections };

export const qwen3vlmoe: Architecture = {
  ...qwen3moe,
  name: 'qwen3vlmoe',
  unsupported: unsupportedTurns,
  example: sections,
};

/**
 * Part c of the sections has every third pair from c on, as many as it says; llama.cpp gives what is left to a fourth part, which is 0
 * for text. Sections are repeated where their sum is under the number of pairs.
 */
function unsupportedTurns({ keys, nRot }: Hyper): readonly string[] {
  const sections = [...(keys.ropeSections ?? [])];
  const sum = sections.reduce((a, b) => a + b, 0);
  if (sum === 0) return [];
  const turned = (pair: number): boolean => pair < 3 * (sections[pair % 3] ?? 0);
  const all = Array.from({ length: Math.min(sum, nRot / 2) }, (_, pair) => turned(pair)).every(Boolean);
  return all ? [] : ['rotary sections that leave pairs unturned'];
}
