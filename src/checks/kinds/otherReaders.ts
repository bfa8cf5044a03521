/** Files whose readers are not llama.cpp: what of their keys is checked, and what is not. */
import { quoted } from '../../core/printable.ts';
import { getInt, getString } from '../../gguf/metadata.ts';
import type { GgufFile } from '../../gguf/types.ts';
import { checkConsistency } from '../../model/arch/consistency.ts';
import { readKeys, reportKey } from '../../model/arch/keys.ts';
import { MAX_LAYERS } from '../../model/arch/limits.ts';
import { STANDARD_KEYS } from '../../model/arch/standardKeys.ts';
import { checkFileType } from '../../model/checkFileType.ts';
import type { Findings } from '../../core/findings.ts';
import type { FileKind } from './kindOf.ts';

/** Counts that a reader writes into an array of this many without asking. acestep.cpp: `DIT_GGML_MAX_LAYERS`, issue 98. */
const FIXED_ARRAYS: ReadonlyMap<string, number> = new Map([['acestep-dit.block_count', 32]]);

/** Data of another format inside: `audiocpp.embedded_files.names` and `.data`. */
const EMBEDDED = /(?:^|\.)embedded_files\.data$/;

/** What is known of diffusion, audio and other checkpoints: standard keys where there is an architecture; their tensors are not described. */
export function checkOtherReader(file: GgufFile, kind: FileKind, findings: Findings): void {
  const { metadata } = file;
  const architecture = getString(metadata, 'general.architecture');
  const ran = ['the container', 'numbers', 'hidden data'];
  if (architecture !== undefined) {
    checkConsistency(readKeys(metadata, architecture, STANDARD_KEYS, findings), architecture, findings);
    ran.push('standard keys');
  }
  for (const [key, most] of FIXED_ARRAYS) checkAtMost(metadata, key, most, findings);
  checkFileType(file, findings);
  const embedded = [...metadata.keys()].find((key) => EMBEDDED.test(key));
  const besides = embedded === undefined ? '' : `, nor on the files in ${quoted(embedded)}`;
  const what = architecture === undefined ? kind : `${kind}, architecture ${quoted(architecture)}`;
  const message = `${what}: rules on ${ran.join(', ')} ran, none on its own keys and the shapes of its tensors${besides}`;
  findings.report('kind/partly-examined', () => ({ message, path: 'metadata["general.architecture"]' }));
}

function checkAtMost(metadata: GgufFile['metadata'], key: string, most: number, findings: Findings): void {
  const value = getInt(metadata, key);
  // Beyond what any model has, it is reported already.
  if (value === undefined || value <= most || value > MAX_LAYERS) return;
  const message = `expected 1 to ${String(most)}, for which its reader has room, found ${String(value)}`;
  reportKey(findings, 'model/key-range', key, message);
}
