import type { RuleInfo } from '../../core/finding.ts';
import { GGUF_RULES, type GgufRuleId } from '../../gguf/rules.ts';
import { MODEL_RULES } from '../../model/rules.ts';

/** Rules by what a file is for: its identity, and files that are no whole model of their own. */
export const KIND_RULES: readonly RuleInfo[] = [
  {
    id: 'kind/no-architecture',
    severity: 'note',
    title: 'A file of a kind that is known without general.architecture',
    why: 'Its readers know it by its tensors; llama.cpp does not load it as a model.',
  },
  {
    id: 'kind/partly-examined',
    leaves: { surface: 'tensors' },
    severity: 'warning',
    compat: 'note',
    title: 'A file for another reader than llama.cpp, of which a part was examined',
    why: 'Its own keys and the shapes of its tensors are not described here: the program that knows it reads them unchecked.',
  },
  {
    id: 'kind/long-name',
    severity: 'warning',
    title: 'A tensor name that llama.cpp does not read',
    why: 'ggml keeps 64 bytes unless it was built for more: llama.cpp and its tools refuse the file.',
    cwe: 'CWE-1284',
  },
  {
    id: 'shard/file-name',
    leaves: { surface: 'shards', unread: true },
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
    leaves: { surface: 'shards', unread: true },
    severity: 'error',
    title: 'A shard is not beside the others',
    why: 'The model cannot be loaded, and what the missing part holds was not checked.',
  },
  {
    id: 'shard/unreadable',
    leaves: { surface: 'shards', unread: true },
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
    id: 'shard/key-ignored',
    severity: 'warning',
    compat: 'note',
    title: 'A later shard has a key that the first one lacks or has otherwise',
    why: 'Readers take the keys of a model from its first shard: whoever reviews the later one sees another model than runs.',
    cwe: 'CWE-436',
  },
  {
    id: 'shard/not-judged',
    leaves: { surface: 'shards' },
    severity: 'warning',
    compat: 'note',
    title: 'The data of the other shards was not judged',
    why: 'A model is loaded from all its shards: what the others hold has no report and no digest here. Name them in the same command.',
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
  {
    id: 'projector/partly-examined',
    leaves: { surface: 'tensors' },
    severity: 'warning',
    compat: 'note',
    title: 'A projector of which a part was examined',
    why: 'Its type, or its tensors, are not described here: a reader that knows it reads them unchecked.',
  },
  {
    id: 'projector/tensor-extra',
    severity: 'warning',
    compat: 'note',
    title: 'A projector with a tensor that nothing reads',
    why: 'Readers leave it out: it can hide a payload, and what it is for nobody has said.',
    cwe: 'CWE-506',
  },
  {
    id: 'projector/encoder-missing',
    severity: 'error',
    title: 'A projector without a tensor of the encoder that it says it has',
    why: 'Readers refuse it, or dereference what is not there.',
    cwe: 'CWE-476',
  },
  {
    id: 'projector/block-missing',
    severity: 'error',
    title: 'A projector with fewer blocks of tensors than it says',
    why: 'Readers go through as many as its key says: they refuse it, or dereference what is not there.',
    cwe: 'CWE-476',
  },
  {
    id: 'projector/tensor-forbidden',
    severity: 'error',
    title: 'A tensor that ends the reader of this projector',
    why: 'The graph of its type asserts that there is none: the process ends while it is loaded.',
    cwe: 'CWE-617',
  },
  {
    id: 'imatrix/key-missing',
    severity: 'warning',
    title: 'An importance matrix that does not say what it was computed from',
    why: 'llama.cpp’s quantiser refuses it.',
  },
  {
    id: 'imatrix/tensor-name',
    severity: 'warning',
    title: 'A tensor of an importance matrix that is no half of an entry',
    why: 'Readers skip it: it is a place to hide data.',
  },
  {
    id: 'imatrix/pair',
    severity: 'error',
    title: 'An entry of an importance matrix lacks its sums or its counts',
    why: 'Readers refuse the whole matrix, or divide by what is not there.',
    cwe: 'CWE-476',
  },
  {
    id: 'imatrix/shape',
    severity: 'error',
    title: 'Sums and counts of an importance matrix do not fit each other',
    why: 'Sums are divided by the count of their expert: a reader that trusts one size reads past the end of the other.',
    cwe: 'CWE-131',
  },
];

/** Rules about the container that hold by kind. Both profiles refuse what they name. */
const BY_KIND: readonly GgufRuleId[] = ['gguf/architecture-missing', 'gguf/tensor-name-too-long'];
/** All that is reported of a file by what it is for. */
export const JUDGED_BY_KIND: readonly RuleInfo[] = [
  ...MODEL_RULES,
  ...KIND_RULES,
  ...GGUF_RULES.filter(({ id }) => BY_KIND.includes(id)).map(inBothProfiles),
];

function inBothProfiles(rule: RuleInfo): RuleInfo {
  return { ...rule, severity: 'error', compat: 'error' };
}
