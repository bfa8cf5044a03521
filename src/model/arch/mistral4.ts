/** mistral4: Mistral Small 4 (Mistral AI, 2026). DeepSeek V2's latent attention and mixtures. */
import type { Architecture } from './architecture.ts';
import { deepseek2 } from './deepseek2.ts';

export const mistral4: Architecture = { ...deepseek2, name: 'mistral4' };
