import { checkFile, type CheckOptions } from '../../src/checks/checkFile.ts';
import { bufferSource, type FileSource } from '../../src/gguf/source.ts';
import type { FileReport } from '../../src/report/report.ts';

export const CHECK_OPTIONS: CheckOptions = { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set() };

/** Every rule. */
export const ALL_SUPPRESSED: ReadonlySet<string> = new Set(['*/*']);

/** A file that lies nowhere and never changes. It has no descriptor: up to 8 MiB are read by this thread. */
function memoryFile(bytes: Uint8Array, name = 'model.gguf'): FileSource {
  const size = BigInt(bytes.length);
  return {
    ...bufferSource(bytes, name),
    identity: { size, ino: 0n, dev: 0n, mtimeNs: 0n, ctimeNs: 0n },
    descriptor: -1,
    changed: () => null,
    verifyUnchanged: () => undefined,
    close: () => undefined,
  };
}

export async function checkBytes(bytes: Uint8Array, options: Partial<CheckOptions> = {}): Promise<FileReport> {
  return await checkFile(memoryFile(bytes), { ...CHECK_OPTIONS, ...options });
}
