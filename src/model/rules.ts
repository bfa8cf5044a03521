import type { RuleInfo } from '../core/finding.ts';

/** What this room reports of hyper-parameters and the tensor set. */
export const MODEL_RULES: readonly RuleInfo[] = [
  {
    id: 'model/architecture-undescribed',
    severity: 'warning',
    title: 'No description of this architecture',
    why: 'Its hyper-parameters and tensors could not be checked: an engine that knows it reads them unchecked.',
  },
  {
    id: 'model/key-missing',
    severity: 'error',
    title: 'A hyper-parameter that the architecture requires is absent',
    why: 'Engines fall back to zero or to another model’s value, divide by it, or abort.',
    cwe: 'CWE-20',
  },
  {
    id: 'model/key-type',
    severity: 'error',
    title: 'A hyper-parameter has another type than the architecture declares',
    why: 'Readers that convert silently see another number; readers that do not abort.',
    cwe: 'CWE-20',
  },
  {
    id: 'model/key-range',
    severity: 'error',
    title: 'A hyper-parameter is outside its range',
    why: 'Zero heads divide by zero, huge counts allocate, a NaN epsilon makes every logit NaN.',
    cwe: 'CWE-20',
  },
  {
    id: 'model/key-inconsistent',
    severity: 'error',
    title: 'Two hyper-parameters contradict each other',
    why: 'Shapes derived from one and buffers sized by the other disagree: reads and writes go out of bounds.',
    cwe: 'CWE-131',
  },
  {
    id: 'model/key-unset',
    severity: 'warning',
    title: 'A factor of 0, which some engines take as none',
    why: 'Others divide by it: positions become infinite and logits NaN.',
    cwe: 'CWE-369',
  },
  {
    id: 'model/array-length',
    severity: 'error',
    title: 'A key of one value for each layer has another number of them',
    why: 'Layers past the end read whatever lies behind the array, or another model’s default.',
    cwe: 'CWE-125',
  },
  {
    id: 'model/vocab-size',
    severity: 'error',
    title: 'Token list, embedding and vocab_size disagree on the size of the vocabulary',
    why: 'Ids of the larger one index past the end of the smaller: rows of the embedding, logits, token texts.',
    cwe: 'CWE-125',
  },
  {
    id: 'model/file-type',
    severity: 'warning',
    title: 'The file type does not fit the types of the tensors',
    why: 'The file is not what its name and listing say: it was converted again, or edited.',
  },
  {
    id: 'model/tensor-missing',
    severity: 'error',
    title: 'A tensor that the architecture requires is absent',
    why: 'Engines dereference a null tensor or refuse to load.',
    cwe: 'CWE-476',
  },
  {
    id: 'model/tensor-shape',
    severity: 'error',
    title: 'A tensor has another shape than the hyper-parameters give',
    why: 'A kernel sized by the hyper-parameters reads past the end of the data.',
    cwe: 'CWE-131',
  },
  {
    id: 'model/tensor-type',
    severity: 'error',
    title: 'A tensor has a type unfit for its role',
    why: 'Vectors are read as floats as they stand: quantised blocks would be read as garbage.',
    cwe: 'CWE-843',
  },
  {
    id: 'model/tensor-extra',
    severity: 'warning',
    title: 'A tensor that the architecture does not declare',
    why: 'Nothing reads it: it is a place to hide data, or a sign that the file is not what it claims to be.',
  },
];
