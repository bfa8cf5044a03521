/**
 * Tensor types that other programs write into GGUF files, under ids that llama.cpp does not know or has given to something else. Source:
 * the public type tables of ik_llama.cpp, of BitNet's fork and of ollama before it took llama.cpp's ids.
 */

// prettier-ignore
const IK_LLAMA: Readonly<Record<number, string>> = {
  97: 'Q8_0_X4', 98: 'Q8_1_X4', 99: 'Q8_2_X4', 133: 'Q6_0', 134: 'IQ1_BN', 135: 'IQ2_BN', 136: 'Q8_K64', 137: 'IQ2_K',
  138: 'IQ3_K', 139: 'IQ4_K', 140: 'IQ5_K', 141: 'IQ6_K', 144: 'IQ4_KS', 145: 'IQ2_KS', 146: 'IQ4_KSS', 147: 'Q8_K16',
  148: 'Q8_K32', 149: 'Q8_KR8', 150: 'Q8_K128', 151: 'Q8_KV', 152: 'IQ5_KS', 153: 'IQ2_KT', 154: 'IQ3_KT', 155: 'IQ4_KT',
  156: 'IQ3_KS', 157: 'IQ2_KL', 158: 'IQ1_KT', 202: 'Q4_0_R8', 206: 'Q5_0_R4', 208: 'Q8_0_R8', 210: 'Q2_K_R4',
  211: 'Q3_K_R4', 212: 'Q4_K_R4', 213: 'Q5_K_R4', 214: 'Q6_K_R4', 216: 'IQ2_XXS_R4', 217: 'IQ2_XS_R4', 218: 'IQ3_XXS_R4',
  219: 'IQ1_S_R4', 220: 'IQ4_NL_R4', 221: 'IQ3_S_R4', 222: 'IQ2_S_R4', 223: 'IQ4_XS_R8', 229: 'IQ1_M_R4', 230: 'BF16_R16',
  233: 'Q6_0_R4', 335: 'IQ2_BN_R4', 337: 'IQ2_K_R4', 338: 'IQ3_K_R4', 339: 'IQ4_K_R4', 340: 'IQ5_K_R4', 344: 'IQ4_KS_R4',
  352: 'IQ5_KS_R4', 398: 'Q8_KV_R8', 399: 'Q8_K_R8',
};

/** Ids that were removed from the format, and who wrote what under them. */
const REUSED: Readonly<Record<number, string>> = {
  4: 'ollama’s MXFP4 of 2025 (or Q4_2 of 2023): a newer copy of the model has type 39',
  31: 'Q4_0_4_4, which llama.cpp now makes of Q4_0 at load: quantise the model again to Q4_0',
  32: 'Q4_0_4_8, which llama.cpp now makes of Q4_0 at load: quantise the model again to Q4_0',
  33: 'Q4_0_8_8, which llama.cpp now makes of Q4_0 at load: quantise the model again to Q4_0',
  36: 'I2_S of BitNet’s fork: only bitnet.cpp reads it',
  37: 'TL1 of BitNet’s fork: only bitnet.cpp reads it',
  38: 'TL2 of BitNet’s fork: only bitnet.cpp reads it',
};

/** What a type id means to the program that writes it: `ik_llama.cpp’s IQ4_K: llama.cpp cannot read it`. Null where nobody is known to. */
export function foreignType(id: number): string | null {
  const name = IK_LLAMA[id];
  return name === undefined ? (REUSED[id] ?? null) : `ik_llama.cpp’s ${name}: llama.cpp cannot read it`;
}
