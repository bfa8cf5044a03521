/** Every form that there is keys for. */
import { deepseek2OcrForms } from './deepseek2Ocr.ts';
import { deepseek32Forms } from './deepseek32.ts';
import { deepseek4Forms } from './deepseek4.ts';
import { dflashForms } from './dflash.ts';
import { dots3noteForms } from './dots3note.ts';
import { eagle3Forms } from './eagle3.ts';
import { glm5NextForms } from './glm5Next.ts';
import { glmDsaForms } from './glmDsa.ts';
import { graniteSwitchForms } from './graniteSwitch.ts';
import { hyV4Forms } from './hyV4.ts';
import { mambaForms } from './mamba.ts';
import { minimaxM3Forms } from './minimaxM3.ts';
import type { OutlinedKeys } from './outlinedModel.ts';

export const OUTLINED_MODELS: readonly OutlinedKeys[] = [
  ...deepseek2OcrForms,
  ...deepseek32Forms,
  ...deepseek4Forms,
  ...dflashForms,
  ...dots3noteForms,
  ...eagle3Forms,
  ...glm5NextForms,
  ...glmDsaForms,
  ...graniteSwitchForms,
  ...hyV4Forms,
  ...mambaForms,
  ...minimaxM3Forms,
];
