import { isSpeech, type IsToken } from './speech.ts';
import type { TokensByName } from './tokensByName.ts';

/** Whether a special token says more than a mark does: what is known of a template does not hold beside it. */
export function tokensSpeak(tokens: TokensByName, isToken: IsToken): boolean {
  return Object.values(tokens).some((token) => isSpeech(token, isToken));
}
