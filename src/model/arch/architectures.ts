import type { Architecture } from './architecture.ts';
import { arcee } from './arcee.ts';
import { baichuan } from './baichuan.ts';
import { bailingmoe } from './bailingmoe.ts';
import { bailingmoe2 } from './bailingmoe2.ts';
import { bloom } from './bloom.ts';
import { chatglm } from './chatglm.ts';
import { codeshell } from './codeshell.ts';
import { cohere2 } from './cohere2.ts';
import { commandR } from './commandR.ts';
import { dbrx } from './dbrx.ts';
import { deepseek } from './deepseek.ts';
import { deepseek2 } from './deepseek2.ts';
import { dots1 } from './dots1.ts';
import { ernie45 } from './ernie45.ts';
import { ernie45Moe } from './ernie45Moe.ts';
import { exaone } from './exaone.ts';
import { exaone4 } from './exaone4.ts';
import { falcon } from './falcon.ts';
import { gemma } from './gemma.ts';
import { gemma2 } from './gemma2.ts';
import { gemma3 } from './gemma3.ts';
import { glm4 } from './glm4.ts';
import { glm4moe } from './glm4moe.ts';
import { gpt2 } from './gpt2.ts';
import { gptOss } from './gptOss.ts';
import { granite, granitemoe } from './granite.ts';
import { hunyuanMoe } from './hunyuanMoe.ts';
import { internlm2 } from './internlm2.ts';
import { jais2 } from './jais2.ts';
import { llama } from './llama.ts';
import { maincoder } from './maincoder.ts';
import { mistral3 } from './mistral3.ts';
import { nemotron } from './nemotron.ts';
import { olmo } from './olmo.ts';
import { olmo2 } from './olmo2.ts';
import { olmoe } from './olmoe.ts';
import { orion } from './orion.ts';
import { panguEmbedded } from './panguEmbedded.ts';
import { phi2 } from './phi2.ts';
import { phi3 } from './phi3.ts';
import { phimoe } from './phimoe.ts';
import { plamo } from './plamo.ts';
import { qwen } from './qwen.ts';
import { qwen2 } from './qwen2.ts';
import { qwen2moe } from './qwen2moe.ts';
import { qwen3 } from './qwen3.ts';
import { qwen3moe } from './qwen3moe.ts';
import { seedOss } from './seedOss.ts';
import { smollm3 } from './smollm3.ts';
import { starcoder } from './starcoder.ts';
import { starcoder2 } from './starcoder2.ts';
import { xverse } from './xverse.ts';

/** Every architecture that is described, by the name that files use. */
export const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map(
  [
    arcee,
    baichuan,
    bailingmoe,
    bailingmoe2,
    bloom,
    chatglm,
    codeshell,
    cohere2,
    commandR,
    dbrx,
    deepseek,
    deepseek2,
    dots1,
    ernie45,
    ernie45Moe,
    exaone,
    exaone4,
    falcon,
    gemma,
    gemma2,
    gemma3,
    glm4,
    glm4moe,
    gpt2,
    gptOss,
    granite,
    granitemoe,
    hunyuanMoe,
    internlm2,
    jais2,
    llama,
    maincoder,
    mistral3,
    nemotron,
    olmo,
    olmo2,
    olmoe,
    orion,
    panguEmbedded,
    phi2,
    phi3,
    phimoe,
    plamo,
    qwen,
    qwen2,
    qwen2moe,
    qwen3,
    qwen3moe,
    seedOss,
    smollm3,
    starcoder,
    starcoder2,
    xverse,
  ].map((a) => [a.name, a]),
);
