/** Every form that there is keys for. */
import { mambaForms } from './mamba.ts';
import type { OutlinedKeys } from './outlinedModel.ts';

export const OUTLINED_MODELS: readonly OutlinedKeys[] = [...mambaForms];
