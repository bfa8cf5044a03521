import { shellQuote } from '../core/shellQuote.ts';
import type { CheckFlags } from './checkFlags.ts';

/**
 * The line that checks one file again as `flags` did: whatever they change of its findings or verdict, to be pasted into a shell.
 * Null for the baseline and the configuration, which `check` reads otherwise.
 */
export function reproduceLine(flags: CheckFlags): (path: string) => string | null {
  const words = ['flea-flicker', 'check', ...flagWords(flags)];
  const own = new Set([flags.baseline, flags.configPolicy?.path]);
  return (path) => (own.has(path) ? null : [...words, shellQuote(path)].join(' '));
}

function flagWords(flags: CheckFlags): readonly string[] {
  const { profile, limit, failOn, suppress, sha256, maxModelSize, numbers, smoke, baseline, configPolicy } = flags;
  const one = (flag: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [flag, shellQuote(value)];
  return [
    ...one('--profile', profile === 'strict' ? undefined : profile),
    ...limit.flatMap((text) => one('--limit', text)),
    ...one('--fail-on', failOn === 'error' ? undefined : failOn),
    ...suppress.flatMap((text) => one('--suppress', text)),
    ...one('--sha256', sha256),
    ...one('--max-model-size', maxModelSize),
    ...(numbers ? [] : ['--no-numbers']),
    ...(smoke === undefined ? [] : [smoke ? '--smoke' : '--no-smoke']),
    ...one('--baseline', baseline),
    ...one('--config', configPolicy?.path),
    ...(configPolicy?.trusted === true ? ['--trust-config'] : []),
  ];
}
