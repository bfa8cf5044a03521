import type { Architecture } from './architecture.ts';
import { afmoe } from './afmoe.ts';
import { arcee } from './arcee.ts';
import { arctic } from './arctic.ts';
import { baichuan } from './baichuan.ts';
import { bailingmoe } from './bailingmoe.ts';
import { bailingmoe2 } from './bailingmoe2.ts';
import { bloom } from './bloom.ts';
import { chatglm } from './chatglm.ts';
import { codeshell } from './codeshell.ts';
import { cogvlm } from './cogvlm.ts';
import { cohere2 } from './cohere2.ts';
import { cohere2moe } from './cohere2moe.ts';
import { commandR } from './commandR.ts';
import { dbrx } from './dbrx.ts';
import { deci } from './deci.ts';
import { deepseek } from './deepseek.ts';
import { deepseek2 } from './deepseek2.ts';
import { dots1 } from './dots1.ts';
import { dream } from './dream.ts';
import { ernie45 } from './ernie45.ts';
import { ernie45Moe } from './ernie45Moe.ts';
import { exaone } from './exaone.ts';
import { exaone4 } from './exaone4.ts';
import { exaoneMoe } from './exaoneMoe.ts';
import { falcon } from './falcon.ts';
import { gemma } from './gemma.ts';
import { gemma2 } from './gemma2.ts';
import { gemma3 } from './gemma3.ts';
import { glm4 } from './glm4.ts';
import { glm4moe } from './glm4moe.ts';
import { gpt2 } from './gpt2.ts';
import { gptneox } from './gptneox.ts';
import { gptOss } from './gptOss.ts';
import { granite, granitemoe } from './granite.ts';
import { graniteSwa } from './graniteSwa.ts';
import { grok } from './grok.ts';
import { grovemoe } from './grovemoe.ts';
import { hrmText } from './hrmText.ts';
import { hunyuanDense, hunyuanVl } from './hunyuanDense.ts';
import { hunyuanMoe } from './hunyuanMoe.ts';
import { hyV3 } from './hyV3.ts';
import { internlm2 } from './internlm2.ts';
import { jais } from './jais.ts';
import { jais2 } from './jais2.ts';
import { laguna } from './laguna.ts';
import { lfm2, lfm2moe } from './lfm2.ts';
import { llada } from './llada.ts';
import { lladaMoe, rnd1 } from './lladaMoe.ts';
import { llama } from './llama.ts';
import { llama4 } from './llama4.ts';
import { maincoder } from './maincoder.ts';
import { maple } from './maple.ts';
import { mellum } from './mellum.ts';
import { mimo2 } from './mimo2.ts';
import { minicpm } from './minicpm.ts';
import { minicpm3 } from './minicpm3.ts';
import { minimaxM2 } from './minimaxM2.ts';
import { mistral3 } from './mistral3.ts';
import { mistral4 } from './mistral4.ts';
import { mpt } from './mpt.ts';
import { museGlimmer } from './museGlimmer.ts';
import { nanbeige } from './nanbeige.ts';
import { nemotron } from './nemotron.ts';
import { olmo } from './olmo.ts';
import { olmo2 } from './olmo2.ts';
import { olmoe } from './olmoe.ts';
import { openelm } from './openelm.ts';
import { orion } from './orion.ts';
import { paddleocr } from './paddleocr.ts';
import { panguEmbedded } from './panguEmbedded.ts';
import { phi2 } from './phi2.ts';
import { phi3 } from './phi3.ts';
import { phimoe } from './phimoe.ts';
import { plamo } from './plamo.ts';
import { plamo3 } from './plamo3.ts';
import { pockettts } from './pockettts.ts';
import { qwen } from './qwen.ts';
import { qwen2 } from './qwen2.ts';
import { qwen2moe } from './qwen2moe.ts';
import { qwen2vl } from './qwen2vl.ts';
import { qwen3 } from './qwen3.ts';
import { qwen3moe } from './qwen3moe.ts';
import { qwen3vl, qwen3vlmoe } from './qwen3vl.ts';
import { refact } from './refact.ts';
import { seedOss } from './seedOss.ts';
import { smallthinker } from './smallthinker.ts';
import { smollm3 } from './smollm3.ts';
import { spark25 } from './spark25.ts';
import { stablelm } from './stablelm.ts';
import { starcoder } from './starcoder.ts';
import { starcoder2 } from './starcoder2.ts';
import { talkie } from './talkie.ts';
import { xverse } from './xverse.ts';

/** Every architecture that is described, by the name that files use. */
export const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map(
  [
    afmoe,
    arcee,
    arctic,
    baichuan,
    bailingmoe,
    bailingmoe2,
    bloom,
    chatglm,
    codeshell,
    cogvlm,
    cohere2,
    cohere2moe,
    commandR,
    dbrx,
    deci,
    deepseek,
    deepseek2,
    dots1,
    dream,
    ernie45,
    ernie45Moe,
    exaone,
    exaone4,
    exaoneMoe,
    falcon,
    gemma,
    gemma2,
    gemma3,
    glm4,
    glm4moe,
    gpt2,
    gptneox,
    gptOss,
    granite,
    granitemoe,
    graniteSwa,
    grok,
    grovemoe,
    hrmText,
    hunyuanDense,
    hunyuanMoe,
    hunyuanVl,
    hyV3,
    internlm2,
    jais,
    jais2,
    laguna,
    lfm2,
    lfm2moe,
    llada,
    lladaMoe,
    llama,
    llama4,
    maincoder,
    maple,
    mellum,
    mimo2,
    minicpm,
    minicpm3,
    minimaxM2,
    mistral3,
    mistral4,
    mpt,
    museGlimmer,
    nanbeige,
    nemotron,
    olmo,
    olmo2,
    olmoe,
    openelm,
    orion,
    paddleocr,
    panguEmbedded,
    phi2,
    phi3,
    phimoe,
    plamo,
    plamo3,
    pockettts,
    qwen,
    qwen2,
    qwen2moe,
    qwen2vl,
    qwen3,
    qwen3moe,
    qwen3vl,
    qwen3vlmoe,
    refact,
    rnd1,
    seedOss,
    smallthinker,
    smollm3,
    spark25,
    stablelm,
    starcoder,
    starcoder2,
    talkie,
    xverse,
  ].map((a) => [a.name, a]),
);
