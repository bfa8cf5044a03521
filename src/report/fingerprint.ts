import { createHash } from 'node:crypto';
import type { Finding } from '../core/finding.ts';

/** What makes two findings of two runs the same one: rule, file and the part of it, by its offset where it has no name; never a message. */
export function findingFingerprint(file: string, { rule, path, offset }: Finding): string {
  return fingerprint(rule, file, path ?? String(offset ?? ''));
}

export function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}
