/** Whose positions, or scores, a reader scales by the logarithm of `rope.scaling.factor`. */
import { getString, type Metadata } from '../../gguf/metadata.ts';

/** Of these llama.cpp scales attention by it, whatever the kind of scaling. */
const SCALED_BY_LOGARITHM: ReadonlySet<string> = new Set([
  'deepseek2',
  'deepseek2-ocr',
  'deepseek32',
  'deepseek4',
  'glm-dsa',
  'mistral4',
]);

/** Whether the factor of this file must have a logarithm: YaRN takes it of every model. */
export function takesLogarithmOfFactor(metadata: Metadata): boolean {
  const architecture = getString(metadata, 'general.architecture') ?? '';
  if (SCALED_BY_LOGARITHM.has(architecture)) return true;
  return getString(metadata, `${architecture}.rope.scaling.type`) === 'yarn';
}
