import type { ScanBlocks } from '../numbers/scanBlocks.ts';

/** The addon's scan, or null where it is not built. */
export function nativeScan(): ScanBlocks | null {
  return null;
}
