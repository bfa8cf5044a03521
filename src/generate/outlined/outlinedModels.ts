/** Every form that there is keys for. */
import { apertusForms } from './apertus.ts';
import { bertForms } from './bert.ts';
import { bitnetForms } from './bitnet.ts';
import { chameleonForms } from './chameleon.ts';
import { decodersMadeEncoders } from './decodersMadeEncoders.ts';
import { deepseek2OcrForms } from './deepseek2Ocr.ts';
import { deepseek32Forms } from './deepseek32.ts';
import { deepseek4Forms } from './deepseek4.ts';
import { dflashForms } from './dflash.ts';
import { dots3noteForms } from './dots3note.ts';
import { eagle3Forms } from './eagle3.ts';
import { gemma3nForms } from './gemma3n.ts';
import { gemma4Forms } from './gemma4.ts';
import { gemma4AssistantForms } from './gemma4Assistant.ts';
import { glm5NextForms } from './glm5Next.ts';
import { glmDsaForms } from './glmDsa.ts';
import { graniteSwitchForms } from './graniteSwitch.ts';
import { hyV4Forms } from './hyV4.ts';
import { jinaBertForms } from './jinaBert.ts';
import { mambaForms } from './mamba.ts';
import { minimaxM3Forms } from './minimaxM3.ts';
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
  ...deepseek2OcrForms,
  ...deepseek32Forms,
  ...deepseek4Forms,
  ...dflashForms,
  ...dots3noteForms,
  ...eagle3Forms,
  ...gemma3nForms,
  ...gemma4AssistantForms,
  ...gemma4Forms,
  ...glm5NextForms,
  ...glmDsaForms,
  ...graniteSwitchForms,
  ...hyV4Forms,
  ...jinaBertForms,
  ...mambaForms,
  ...minimaxM3Forms,
  ...modernBertForms,
  ...nomicBertForms,
  ...plmForms,
  ...rwkvForms,
  ...step35Forms,
  ...t5Forms,
  ...wavtokenizerDecForms,
];
