import type { RuleInfo } from '../../core/finding.ts';

/** Rules for files that are no whole model of their own: shards, adapters, control vectors. */
export const KIND_RULES: readonly RuleInfo[] = [
  {
    id: 'shard/file-name',
    severity: 'error',
    title: 'A shard has a file name by which the others cannot be found',
    why: 'Readers make the names of the other shards out of this one: they open other files, or none.',
    cwe: 'CWE-73',
  },
  {
    id: 'shard/inconsistent',
    severity: 'error',
    title: 'A shard’s number or count contradicts its name or another shard',
    why: 'Readers size tables by one and index them by the other, or load a tensor from the wrong file.',
    cwe: 'CWE-129',
  },
  {
    id: 'shard/missing',
    severity: 'error',
    title: 'A shard is not beside the others',
    why: 'The model cannot be loaded, and what the missing part holds was not checked.',
  },
  {
    id: 'shard/unreadable',
    severity: 'error',
    title: 'Another shard of the model is not a sound GGUF file',
    why: 'Every shard is loaded with this one.',
    cwe: 'CWE-20',
  },
  {
    id: 'shard/tensor-count',
    severity: 'error',
    title: 'The shards hold more or fewer tensors than they say',
    why: 'A part was replaced or cut off; readers size their tables by the number.',
    cwe: 'CWE-131',
  },
  {
    id: 'shard/duplicate-tensor',
    severity: 'error',
    title: 'Two shards hold a tensor of one name',
    why: 'Which one is loaded depends on the reader: what is reviewed is not what runs.',
    cwe: 'CWE-694',
  },
  {
    id: 'adapter/type',
    severity: 'error',
    title: 'An adapter that does not say it is LoRA',
    why: 'It is the only kind that readers apply; another is refused, or applied as if it were.',
    cwe: 'CWE-20',
  },
  {
    id: 'adapter/tensor-name',
    severity: 'error',
    title: 'A tensor of an adapter is no half of a LoRA pair',
    why: 'Readers refuse it, or skip it without a word: the model is not adapted as reviewed.',
    cwe: 'CWE-20',
  },
  {
    id: 'adapter/pair',
    severity: 'error',
    title: 'A LoRA pair lacks a half',
    why: 'Readers dereference the half that is not there.',
    cwe: 'CWE-476',
  },
  {
    id: 'adapter/shape',
    severity: 'error',
    title: 'The halves of a LoRA pair do not fit each other',
    why: 'Their rank or their number of experts differs: the product reads past the end of the smaller one.',
    cwe: 'CWE-131',
  },
  {
    id: 'control-vector/layer',
    severity: 'error',
    title: 'A direction is for a layer that no model has',
    why: 'Readers allocate for every layer up to the number in the tensor’s name: direction.2000000000 takes terabytes.',
    cwe: 'CWE-789',
  },
  {
    id: 'control-vector/shape',
    severity: 'error',
    title: 'A direction is not a float vector as wide as the others',
    why: 'It is added to activations whose width the first one gives.',
    cwe: 'CWE-131',
  },
];
