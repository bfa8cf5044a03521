/** Every form that there is keys for. */
import { bertForms } from './bert.ts';
import { decodersMadeEncoders } from './decodersMadeEncoders.ts';
import { jinaBertForms } from './jinaBert.ts';
import { mambaForms } from './mamba.ts';
import { modernBertForms } from './modernBert.ts';
import { nomicBertForms } from './nomicBert.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { t5Forms } from './t5.ts';
import { wavtokenizerDecForms } from './wavtokenizerDec.ts';

export const OUTLINED_MODELS: readonly OutlinedKeys[] = [
  ...bertForms,
  ...decodersMadeEncoders,
  ...jinaBertForms,
  ...mambaForms,
  ...modernBertForms,
  ...nomicBertForms,
  ...t5Forms,
  ...wavtokenizerDecForms,
];
