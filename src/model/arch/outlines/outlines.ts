/**
 * Outlines of architectures that llama.cpp reads and whose forward pass is not described here. Each is the tensor table that llama.cpp asks
 * for, and what it asserts of the keys; by the value of `general.architecture`.
 */
import type { Outline } from '../outline.ts';
import { bailingmoe3 } from './bailingmoe3.ts';
import { deepseek2Ocr } from './deepseek2Ocr.ts';
import { deepseek32 } from './deepseek32.ts';
import { deepseek4 } from './deepseek4.ts';
import { dflash } from './dflash.ts';
import { dots3note } from './dots3note.ts';
import { eagle3 } from './eagle3.ts';
import { falconH1 } from './falconH1.ts';
import { glm5Next } from './glm5Next.ts';
import { glmDsa } from './glmDsa.ts';
import { graniteHybrid } from './graniteHybrid.ts';
import { graniteSwitch } from './graniteSwitch.ts';
import { hyV4 } from './hyV4.ts';
import { jamba } from './jamba.ts';
import { kimiK3 } from './kimiK3.ts';
import { kimiLinear } from './kimiLinear.ts';
import { mamba } from './mamba.ts';
import { mamba2 } from './mamba2.ts';
import { minimax01 } from './minimax01.ts';
import { minimaxM3 } from './minimaxM3.ts';
import { nemotronH } from './nemotronH.ts';
import { plamo2 } from './plamo2.ts';
import { qwen3tts } from './qwen3tts.ts';
import { qwen4exp } from './qwen4exp.ts';
import { qwenHybrid } from './qwenHybrid.ts';
import { refact } from './refact.ts';

export const OUTLINES: ReadonlyMap<string, Outline> = new Map<string, Outline>([
  ['bailingmoe3', bailingmoe3],
  ['deepseek2-ocr', deepseek2Ocr],
  ['deepseek32', deepseek32],
  ['deepseek4', deepseek4],
  ['dflash', dflash],
  ['dots3note', dots3note],
  ['eagle3', eagle3],
  ['falcon-h1', falconH1],
  ['glm-dsa', glmDsa],
  ['glm5-next', glm5Next],
  ['granitehybrid', graniteHybrid],
  ['graniteswitch', graniteSwitch],
  ['hy_v4', hyV4],
  ['jamba', jamba],
  ['kimi-k3', kimiK3],
  ['kimi-linear', kimiLinear],
  ['mamba', mamba],
  ['mamba2', mamba2],
  ['minimax-01', minimax01],
  ['minimax-m3', minimaxM3],
  ['nemotron_h', nemotronH],
  ['nemotron_h_moe', nemotronH],
  ['plamo2', plamo2],
  ['qwen35', qwenHybrid('plain', false)],
  ['qwen35moe', qwenHybrid('plain', true)],
  ['qwen3next', qwenHybrid('next', true)],
  ['qwen3tts', qwen3tts],
  ['qwen4exp', qwen4exp],
  ['refact', refact],
]);
