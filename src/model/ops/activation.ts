import type { OpSpec } from './spec.ts';

/**
 * Functions of one number:
 *
 * - `silu`: x / (1 + e^−x) (Elfwing et al., 2018)
 * - `gelu`: x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), the approximation of Hendrycks and Gimpel, 2016
 * - `gelu_erf`: x/2 · (1 + erf(x / √2)), the same paper's exact form
 * - `relu`: max(x, 0) · `relu2`: max(x, 0)² (So et al., 2021)
 * - `sigmoid`: 1 / (1 + e^−x) · `tanh` · `softplus`: ln(1 + e^x) (Dugas et al., 2001)
 */
export const ACTIVATIONS = ['silu', 'gelu', 'gelu_erf', 'relu', 'relu2', 'sigmoid', 'tanh', 'softplus'] as const;

export type Activation = (typeof ACTIVATIONS)[number];

/** y = f(x), element by element. Input and output (tokens, n). */
export interface ActivationAttrs {
  readonly activation: Activation;
}

export const activation: OpSpec<ActivationAttrs> = {
  inputs: 1,
  weights: [0, 0],
  infer: (_attrs, [x]) => x ?? 'expected an input',
  print: (a) => `activation=${a.activation}`,
  pack: (a) => ({ ints: [ACTIVATIONS.indexOf(a.activation)], floats: [] }),
};
