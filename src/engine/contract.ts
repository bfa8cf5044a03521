import type { OpKind } from '../model/program.ts';

/** How a kernel rounds the activations it multiplies with. */
export type OperandRounding =
  | { readonly kind: 'f32' }
  | {
      readonly kind: 'q8_1';
      /** Elements that share one scale. */
      readonly blockSize: number;
      /** Type that the scale d = amax / 127 is kept in. */
      readonly scale: 'f32' | 'f16';
      /** How q = x / d is formed before rounding. */
      readonly quotient: 'x/d' | 'x*(1/d)';
      readonly rounding: 'half-away' | 'half-even';
      /** The sum that multiplies a weight block's minimum: d · Σq, formed how. */
      readonly sum: 'd*sum(q)' | 'sum(x)';
    };

/**
 * What a kernel is allowed to round: data, versioned, and hashed into every verdict. The oracle derives bounds from it and
 * from nothing else.
 */
export interface NumericContract {
  /** `op/operand@version`: `linear/q8_1@1`. */
  readonly id: string;
  readonly op: OpKind;
  readonly operand: OperandRounding;
  readonly accumulation: { readonly type: 'f32' | 'f64'; readonly order: 'any' | 'sequential' };
  /** Greatest error of each function used, in units in the last place, with where the figure comes from. */
  readonly functions: Readonly<Partial<Record<'exp' | 'rsqrt' | 'sqrt' | 'sin' | 'cos' | 'pow' | 'div', UlpBound>>>;
  /** Greatest relative error of a rope angle before the trigonometric function. */
  readonly angle?: { readonly relative: number; readonly source: string };
  readonly output: 'f32' | 'f64';
  readonly flushToZero: boolean;
  /** What happens to NaN and infinity in the inputs. */
  readonly nonFinite: 'propagate' | 'undefined';
  readonly determinism: 'bitwise' | 'any-order';
  /** Generators derive cases from it; outside it an engine must refuse. */
  readonly domain: {
    /** Weight types, `-` for none. */
    readonly types: readonly string[];
    /** Columns are a multiple of this. */
    readonly colsMultiple: number;
    readonly maxAbsInput: number;
  };
}

interface UlpBound {
  readonly ulp: number;
  readonly source: string;
}
