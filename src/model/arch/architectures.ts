import type { Architecture } from './architecture.ts';
import { deepseek2 } from './deepseek2.ts';
import { gemma2 } from './gemma2.ts';
import { gemma3 } from './gemma3.ts';
import { glm4moe } from './glm4moe.ts';
import { gpt2 } from './gpt2.ts';
import { gptOss } from './gptOss.ts';
import { granite, granitemoe } from './granite.ts';
import { llama } from './llama.ts';
import { phi3 } from './phi3.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';
import { qwen3moe } from './qwen3moe.ts';

/** Every architecture that is described, by the name that files use. */
export const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map(
  [deepseek2, gemma2, gemma3, glm4moe, gpt2, gptOss, granite, granitemoe, llama, phi3, qwen2, qwen3, qwen3moe].map(
    (a) => [a.name, a],
  ),
);
