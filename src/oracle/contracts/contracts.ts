import { createHash } from 'node:crypto';
import type { NumericContract } from '../../engine/contract.ts';
import { addF32 } from './add.ts';
import { attentionF32 } from './attention.ts';
import { embedF32 } from './embed.ts';
import { gluF32 } from './glu.ts';
import { linearF32, linearQ81 } from './linear.ts';
import { normF32, normF32Rsqrt } from './norm.ts';
import { ropeF32 } from './rope.ts';

/** Every contract that a kernel may claim, by id. */
export const CONTRACTS: ReadonlyMap<string, NumericContract> = new Map(
  [addF32, attentionF32, embedF32, gluF32, linearF32, linearQ81, normF32, normF32Rsqrt, ropeF32].map((c) => [c.id, c]),
);

/** SHA-256 of the contract's JSON, 16 hexadecimal digits: part of every verdict and reproducer. */
export function contractHash(contract: NumericContract): string {
  return createHash('sha256').update(JSON.stringify(contract)).digest('hex').slice(0, 16);
}
