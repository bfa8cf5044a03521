import { GEMMA } from './gemma.ts';
import { LLAVA } from './llava.ts';
import { MERGED } from './merged.ts';
import { MINICPMV } from './minicpmv.ts';
import { MOBILE_NET } from './mobileNet.ts';
import type { Modality, ProjectorType } from './projectorType.ts';
import { QWEN } from './qwen.ts';
import { SHUFFLED } from './shuffled.ts';
import { SIGLIP } from './siglip.ts';
import { SPEECH } from './speech.ts';
import { WINDOWED } from './windowed.ts';

/** Every projector that llama.cpp v0.5.0 knows by name. */
export const PROJECTOR_TYPES: ReadonlyMap<string, ProjectorType> = new Map(
  [
    ...LLAVA,
    ...SIGLIP,
    ...GEMMA,
    ...MOBILE_NET,
    ...QWEN,
    ...WINDOWED,
    ...SHUFFLED,
    ...MERGED,
    ...MINICPMV,
    ...SPEECH,
  ].map((type) => [type.name, type]),
);

/** Qwen 2.5 Omni has one name for two projectors. */
const OMNI: Readonly<Record<Modality, string>> = {
  vision: 'qwen2.5vl_merger',
  audio: 'qwen2a',
  'gen.audio': 'qwen2a',
};

/** What `name` is for that encoder. */
export function projectorType(name: string, modality: Modality): ProjectorType | undefined {
  return PROJECTOR_TYPES.get(name === 'qwen2.5o' ? OMNI[modality] : name);
}
