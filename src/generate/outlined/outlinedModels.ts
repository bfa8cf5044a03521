/** Every form that there is keys for. */
import { apertusForms } from './apertus.ts';
import { bertForms } from './bert.ts';
import { bitnetForms } from './bitnet.ts';
import { chameleonForms } from './chameleon.ts';
import { decodersMadeEncoders } from './decodersMadeEncoders.ts';
import { gemma3nForms } from './gemma3n.ts';
import { gemma4Forms } from './gemma4.ts';
import { gemma4AssistantForms } from './gemma4Assistant.ts';
import { jinaBertForms } from './jinaBert.ts';
import { mambaForms } from './mamba.ts';
import { modernBertForms } from './modernBert.ts';
import { nomicBertForms } from './nomicBert.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { plmForms } from './plm.ts';
import { rwkvForms } from './rwkv.ts';
import { step35Forms } from './step35.ts';
import { t5Forms } from './t5.ts';
import { wavtokenizerDecForms } from './wavtokenizerDec.ts';

export const OUTLINED_MODELS: readonly OutlinedKeys[] = [
  ...apertusForms,
  ...bertForms,
  ...bitnetForms,
  ...chameleonForms,
  ...decodersMadeEncoders,
  ...gemma3nForms,
  ...gemma4AssistantForms,
  ...gemma4Forms,
  ...jinaBertForms,
  ...mambaForms,
  ...modernBertForms,
  ...nomicBertForms,
  ...plmForms,
  ...rwkvForms,
  ...step35Forms,
  ...t5Forms,
  ...wavtokenizerDecForms,
];
