import { quoted } from '../../core/printable.ts';
import type { GgufFile, TensorInfo } from '../../gguf/types.ts';
import { reportKey } from '../../model/arch/keys.ts';
import type { Findings } from '../../core/findings.ts';
import { checkKeys, strings, u32, type ExactKey } from './exactKeys.ts';

const MAX_CHUNKS = 2 ** 31 - 1;
/** A chunk is a context; the longest is far below. */
const MAX_CHUNK_SIZE = 2 ** 26;

const KEYS: readonly ExactKey[] = [
  u32('imatrix.chunk_count', { min: 0, max: MAX_CHUNKS }),
  u32('imatrix.chunk_size', { min: 1, max: MAX_CHUNK_SIZE }),
  strings('imatrix.datasets'),
];

const ENTRY = /^(?<name>.+)\.(?<half>in_sum2|counts)$/su;

/**
 * Importance matrices of llama.cpp: for a weight NAME of (nIn, nOut), of nExpert experts, `NAME.in_sum2` of (nIn, nExpert) with sums of
 * squared activations and `NAME.counts` of (1, nExpert) with how many there were. No architecture: one matrix serves many quantisers.
 */
export function checkImatrix({ metadata, tensors }: GgufFile, findings: Findings): void {
  checkKeys(metadata, KEYS, findings);
  const absent = KEYS.find(({ key }) => !metadata.has(key));
  if (absent) {
    const message = 'expected it beside the entries, found no such key: quantisers refuse the matrix';
    reportKey(findings, 'imatrix/key-missing', absent.key, message);
  }
  for (const [name, entry] of entriesOf(tensors, findings)) checkEntry(name, entry, findings);
}

interface Entry {
  in_sum2?: TensorInfo;
  counts?: TensorInfo;
}

function entriesOf(tensors: readonly TensorInfo[], findings: Findings): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const tensor of tensors) {
    const { name, half } = ENTRY.exec(tensor.name)?.groups ?? {};
    if (name === undefined || half === undefined) {
      const message = `expected a name that ends in .in_sum2 or .counts, found ${quoted(tensor.name)}`;
      findings.report('imatrix/tensor-name', () => ({ message, path: `tensors[${String(tensor.index)}]` }));
    } else {
      entries.set(name, { ...entries.get(name), [half]: tensor });
    }
  }
  return entries;
}

function checkEntry(name: string, { in_sum2: sums, counts }: Entry, findings: Findings): void {
  const path = `tensors[${quoted(name)}]`;
  if (!sums || !counts) {
    const message = `expected .in_sum2 and .counts, found only .${sums ? 'in_sum2' : 'counts'}`;
    findings.report('imatrix/pair', () => ({ message, path }));
    return;
  }
  const [experts, counted] = [sums, counts].map(({ dims }) => dims.slice(1).reduce((a, b) => a * b, 1));
  const isFloat = sums.type.name === 'F32' && counts.type.name === 'F32';
  if (isFloat && counts.dims[0] === 1 && experts === counted) return;
  const found = [sums, counts].map(({ dims, type }) => `${type.name} of (${dims.join(', ')})`).join(' and ');
  const message = `expected F32 of (nIn, nExpert) and of (1, nExpert), found ${found}`;
  findings.report('imatrix/shape', () => ({ message, path }));
}
