/**
 * Outlines of architectures that llama.cpp reads and whose forward pass is not described here. Each is the tensor table that llama.cpp asks
 * for, and what it asserts of the keys; by the value of `general.architecture`.
 */
import type { Outline } from '../outline.ts';
import { apertus } from './apertus.ts';
import { arwkv7 } from './arwkv7.ts';
import { bailingmoe3 } from './bailingmoe3.ts';
import { bert } from './bert.ts';
import { bitnet } from './bitnet.ts';
import { chameleon } from './chameleon.ts';
import { deepseek2Ocr } from './deepseek2Ocr.ts';
import { deepseek32 } from './deepseek32.ts';
import { deepseek4 } from './deepseek4.ts';
import { dflash } from './dflash.ts';
import { dots3note } from './dots3note.ts';
import { eagle3 } from './eagle3.ts';
import { eurobert } from './eurobert.ts';
import { falconH1 } from './falconH1.ts';
import { gemma3n } from './gemma3n.ts';
import { gemma4 } from './gemma4.ts';
import { gemma4Assistant } from './gemma4Assistant.ts';
import { gemmaEmbedding } from './gemmaEmbedding.ts';
import { glm5Next } from './glm5Next.ts';
import { glmDsa } from './glmDsa.ts';
import { graniteHybrid } from './graniteHybrid.ts';
import { graniteSwitch } from './graniteSwitch.ts';
import { hyV4 } from './hyV4.ts';
import { jamba } from './jamba.ts';
import { jinaBertV2 } from './jinaBertV2.ts';
import { jinaBertV3 } from './jinaBertV3.ts';
import { kimiK3 } from './kimiK3.ts';
import { kimiLinear } from './kimiLinear.ts';
import { llamaEmbed } from './llamaEmbed.ts';
import { mamba } from './mamba.ts';
import { mamba2 } from './mamba2.ts';
import { minimax01 } from './minimax01.ts';
import { minimaxM3 } from './minimaxM3.ts';
import { modernBert } from './modernBert.ts';
import { nemotronH } from './nemotronH.ts';
import { neoBert } from './neoBert.ts';
import { nomicBert, nomicBertMoe } from './nomicBert.ts';
import { plamo2 } from './plamo2.ts';
import { plm } from './plm.ts';
import { qwen3tts } from './qwen3tts.ts';
import { qwen4exp } from './qwen4exp.ts';
import { qwenHybrid } from './qwenHybrid.ts';
import { refact } from './refact.ts';
import { rwkv6 } from './rwkv6.ts';
import { rwkv6qwen2 } from './rwkv6qwen2.ts';
import { rwkv7 } from './rwkv7.ts';
import { step35 } from './step35.ts';
import { t5, t5encoder } from './t5.ts';
import { wavtokenizerDec } from './wavtokenizerDec.ts';

export const OUTLINES: ReadonlyMap<string, Outline> = new Map<string, Outline>([
  ['apertus', apertus],
  ['arwkv7', arwkv7],
  ['bailingmoe3', bailingmoe3],
  ['bert', bert],
  ['bitnet', bitnet],
  ['chameleon', chameleon],
  ['deepseek2-ocr', deepseek2Ocr],
  ['deepseek32', deepseek32],
  ['deepseek4', deepseek4],
  ['dflash', dflash],
  ['dots3note', dots3note],
  ['eagle3', eagle3],
  ['eurobert', eurobert],
  ['falcon-h1', falconH1],
  ['gemma-embedding', gemmaEmbedding],
  ['gemma3n', gemma3n],
  ['gemma4', gemma4],
  ['gemma4-assistant', gemma4Assistant],
  ['glm-dsa', glmDsa],
  ['glm5-next', glm5Next],
  ['granitehybrid', graniteHybrid],
  ['graniteswitch', graniteSwitch],
  ['hy_v4', hyV4],
  ['jamba', jamba],
  ['jina-bert-v2', jinaBertV2],
  ['jina-bert-v3', jinaBertV3],
  ['kimi-k3', kimiK3],
  ['kimi-linear', kimiLinear],
  ['llama-embed', llamaEmbed],
  ['mamba', mamba],
  ['mamba2', mamba2],
  ['minimax-01', minimax01],
  ['minimax-m3', minimaxM3],
  ['modern-bert', modernBert],
  ['nemotron_h', nemotronH],
  ['nemotron_h_moe', nemotronH],
  ['neo-bert', neoBert],
  ['nomic-bert', nomicBert],
  ['nomic-bert-moe', nomicBertMoe],
  ['plamo2', plamo2],
  ['plm', plm],
  ['qwen35', qwenHybrid('plain', false)],
  ['qwen35moe', qwenHybrid('plain', true)],
  ['qwen3next', qwenHybrid('next', true)],
  ['qwen3tts', qwen3tts],
  ['qwen4exp', qwen4exp],
  ['refact', refact],
  ['rwkv6', rwkv6],
  ['rwkv6qwen2', rwkv6qwen2],
  ['rwkv7', rwkv7],
  ['step35', step35],
  ['t5', t5],
  ['t5encoder', t5encoder],
  ['wavtokenizer-dec', wavtokenizerDec],
]);
