/** mistral3: Mistral Small 3.1 and Ministral 3 (Mistral AI, 2025). Llama, mixtures included; the longest contexts scale queries by position. */
import type { Architecture } from './architecture.ts';
import { llama } from './llama.ts';

export const mistral3: Architecture = {
  ...llama,
  name: 'mistral3',
  unsupported: ({ keys }) => (keys.temperatureScale === null ? [] : ['attention temperature by position']),
};
