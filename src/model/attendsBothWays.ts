import type { Program } from './program.ts';

/** Whether tokens attend to what comes after them: such a model fills masks in, and none of it continues a text token by token. */
export function attendsBothWays({ ops }: Program): boolean {
  return ops.some((op) => op.kind === 'attention' && op.attrs.causal === false);
}
