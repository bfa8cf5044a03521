import { z } from 'zod';
import type { Binding } from './acceptance.ts';

const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What an entry of a baseline and one of a configuration's `suppress` have in common. */
export const acceptanceFields = {
  rule: z.string().min(1),
  /** Of the file that was looked at. */
  sha256: SHA256.optional(),
  /** Of the text that the finding is about, such as a template: whatever else the file holds. */
  text_sha256: SHA256.optional(),
  reason: z.string().trim().min(1),
  /** The first day on which it fails; it holds for as long as the bytes do where left out. */
  expires: z.iso.date().optional(),
};

export const UNBOUND =
  'expected sha256 or text_sha256 beside the reason, found neither: an entry holds for known bytes';

/** True for an entry that names the bytes it holds for: without them, it would hold for whatever comes next. */
export function isBound({ sha256, text_sha256 }: Binding): boolean {
  return sha256 !== undefined || text_sha256 !== undefined;
}
