/** What people say to find out whether a template waits for it. */
import { endsInMark, isMark } from '../flow/idioms.ts';

/** A vocabulary may have it, and then a template may look for it. */
const LIKE_A_TOKEN = /^[<[{|｜].*[>\]}|｜]$/s;

/** Texts that a template compares something with, but for marks of its format and blanks: of these the proof says what may be looked for. */
export function spokenOf(texts: readonly string[]): readonly string[] {
  const isLikeToken = (text: string): boolean => LIKE_A_TOKEN.test(text);
  return texts.filter((text) => text.trim() !== '' && !isMark(text, isLikeToken) && !endsInMark(text));
}
