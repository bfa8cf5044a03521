import { UsageError } from '../../core/errors.ts';
import { ruleExamples, ruleLinks, severities } from '../../checks/ruleGuide.ts';
import { RULES } from '../../checks/rules.ts';
import { didYouMean } from '../../core/didYouMean.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';

/** `flea-flicker explain RULE`; without a rule, the list of all. */
export function explain(id: string | undefined, host: Host): ExitCode {
  if (id === undefined) {
    const width = Math.max(...[...RULES.keys()].map((rule) => rule.length));
    for (const rule of RULES.values())
      host.out(`${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.title}\n`);
    return EXIT.clean;
  }
  const rule = RULES.get(id);
  if (!rule) throw new UsageError('usage/rule', `expected a rule, found "${id}"${didYouMean(id, [...RULES.keys()])}`);
  host.out(
    [
      `${rule.id} (${severities(rule)})`,
      '',
      rule.title,
      '',
      `Why it matters: ${rule.why}`,
      `Example: ${ruleExamples().get(rule.id) ?? ''}`,
      ...ruleLinks(rule).map(([name, url]) => `See: ${name}${url === null ? '' : ` ${url}`}`),
      `Suppress: flea-flicker check FILE --suppress ${rule.id}`,
      '',
    ].join('\n'),
  );
  return EXIT.clean;
}
