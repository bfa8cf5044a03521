/**
 * Where the numbers of a block lie, for every tensor type that has any: each scale, or the value itself. Integer types have none: every
 * pattern of bits is a number. Layouts: `src/reference/quant`, one file a format, and ggml's public block structures.
 */
import { tensorType, type TensorType } from '../../gguf/tensorTypes.ts';
import { ENCODINGS, type Encoding, type EncodingName } from './encodings.ts';
import { GREATEST_HALF } from './roles.ts';

type Role = 'scale' | 'value';

/** One number of a block. */
export interface NumberField {
  readonly encoding: Encoding;
  readonly role: Role;
  /** Byte in the block. */
  readonly at: number;
  /** Magnitudes from here on are absurd. */
  readonly absurd: number;
  /** Magnitudes below are subnormal, zero excepted; 0 where that is nothing to tell. */
  readonly normal: number;
  /** The greatest factor by which a block multiplies it; 1 for the value itself. */
  readonly largest: number;
}

export interface NumberLayout {
  readonly type: TensorType;
  /** All of one encoding and one role. */
  readonly fields: readonly [NumberField, ...NumberField[]];
}

/**
 * A scale at byte `at`; `largest` is the greatest factor by which a block multiplies it. It is absurd where its block can
 * hold more than a binary16: engines that dequantise to those make it infinite.
 */
function scale(at: number, largest: number, name: EncodingName = 'f16'): NumberField {
  const encoding = ENCODINGS[name];
  const absurd = encoding.above(GREATEST_HALF / largest);
  return { encoding, role: 'scale', at, absurd, normal: encoding.minNormal, largest };
}

/** The value itself. Subnormal ones are small numbers and no more. */
function value(name: EncodingName): readonly [NumberField] {
  const encoding = ENCODINGS[name];
  const absurd = name === 'f16' ? encoding.infinity : encoding.above(GREATEST_HALF);
  return [{ encoding, role: 'value', at: 0, absurd, normal: 0, largest: 1 }];
}

/** Scales of 4 bits with a half added, over 4 and 2, times the largest point of their grids. */
const IQ2 = (15.5 / 4) * 43;
const IQ3_XXS = (15.5 / 2) * 62;

const FIELDS: Readonly<Record<string, NumberLayout['fields']>> = {
  F32: value('f32'),
  F16: value('f16'),
  BF16: value('bf16'),
  F64: value('f64'),
  Q1_0: [scale(0, 1)],
  Q2_0: [scale(0, 2)],
  Q4_0: [scale(0, 8)],
  Q4_1: [scale(0, 15), scale(2, 1)],
  Q5_0: [scale(0, 16)],
  Q5_1: [scale(0, 31), scale(2, 1)],
  Q8_0: [scale(0, 128)],
  /** s, the sum that kernels add, is of 32 quants. */
  Q8_1: [scale(0, 128), scale(2, 1)],
  Q2_K: [scale(80, 15 * 3), scale(82, 15)],
  Q3_K: [scale(108, 32 * 4)],
  Q4_K: [scale(0, 63 * 15), scale(2, 63)],
  Q5_K: [scale(0, 63 * 31), scale(2, 63)],
  Q6_K: [scale(208, 128 * 32)],
  Q8_K: [scale(0, 128, 'f32')],
  IQ1_S: [scale(0, 15 * 1.125)],
  IQ1_M: [scale(48, 15 * 1.125, 'f16-nibbles')],
  IQ2_XXS: [scale(0, IQ2)],
  IQ2_XS: [scale(0, IQ2)],
  IQ2_S: [scale(0, IQ2)],
  IQ3_XXS: [scale(0, IQ3_XXS)],
  IQ3_S: [scale(0, 31 * 15)],
  IQ4_NL: [scale(0, 127)],
  IQ4_XS: [scale(0, 32 * 127)],
  TQ1_0: [scale(52, 1)],
  TQ2_0: [scale(64, 2)],
  MXFP4: [scale(0, 6, 'e8m0')],
  NVFP4: [scale(0, 6, 'ue4m3'), scale(1, 6, 'ue4m3'), scale(2, 6, 'ue4m3'), scale(3, 6, 'ue4m3')],
};

/** By the id of the tensor type. */
export const NUMBER_LAYOUTS: ReadonlyMap<number, NumberLayout> = new Map(
  Object.entries(FIELDS).map(([name, fields]) => {
    const type = tensorType(name);
    return [type.id, { type, fields }];
  }),
);
