/** Every form that there is keys for. */
import { apertusForms } from './apertus.ts';
import { bitnetForms } from './bitnet.ts';
import { chameleonForms } from './chameleon.ts';
import { gemma3nForms } from './gemma3n.ts';
import { gemma4Forms } from './gemma4.ts';
import { gemma4AssistantForms } from './gemma4Assistant.ts';
import { mambaForms } from './mamba.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { plmForms } from './plm.ts';
import { rwkvForms } from './rwkv.ts';
import { step35Forms } from './step35.ts';

export const OUTLINED_MODELS: readonly OutlinedKeys[] = [
  ...apertusForms,
  ...bitnetForms,
  ...chameleonForms,
  ...gemma3nForms,
  ...gemma4Forms,
  ...gemma4AssistantForms,
  ...mambaForms,
  ...plmForms,
  ...rwkvForms,
  ...step35Forms,
];
