import { getArray, type Metadata } from '../gguf/metadata.ts';
import type { GgufFile } from '../gguf/types.ts';
import { readKeys, reportKey } from './arch/keys.ts';
import { fullKey, OutlineSizes, type BareKeys, type Outline } from './arch/outline.ts';
import type { Findings } from '../core/findings.ts';

/** Keys of an outlined architecture: those that are missing, then, of those that are there, what contradicts. */
export function checkOutlineKeys(
  { metadata, tensorsByName }: GgufFile,
  name: string,
  { requires, bare, faults }: Outline,
  nVocab: number,
  findings: Findings,
): void {
  const names = requires.map((key) => fullKey(name, key));
  if (bare) {
    names.push(...Object.values(bare.keys).map(({ key }) => `${bare.prefix}.${key}`));
    checkBare(metadata, bare, new OutlineSizes(metadata, name, nVocab), findings);
  }
  for (const key of names)
    if (!metadata.has(key)) reportKey(findings, 'model/key-missing', key, 'expected this key, found no such one');
  if (findings.hasErrorEverywhere) return;
  const has = (tensor: string): boolean => tensorsByName.has(tensor);
  for (const { key, message } of faults?.(new OutlineSizes(metadata, name, nVocab), has) ?? [])
    reportKey(findings, 'model/key-inconsistent', fullKey(name, key), message);
}

/** Types, ranges, and where there is one for each layer, how many. */
function checkBare(metadata: Metadata, { prefix, keys }: BareKeys, { nLayer }: OutlineSizes, findings: Findings): void {
  readKeys(metadata, prefix, keys, findings);
  for (const { key } of Object.values(keys)) {
    const length = getArray(metadata, `${prefix}.${key}`)?.length ?? nLayer;
    if (length === nLayer) continue;
    const message = `expected one value for each of the ${String(nLayer)} blocks, found ${String(length)}`;
    reportKey(findings, 'model/array-length', `${prefix}.${key}`, message);
  }
}
