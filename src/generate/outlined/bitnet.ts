import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY_HEADS } from './values.ts';

export const bitnetForms: readonly OutlinedKeys[] = [
  { name: 'bitnet-dense', architecture: 'bitnet', keys: TINY_HEADS },
];
