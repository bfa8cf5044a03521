import { UsageError } from '../../core/errors.ts';
import { ruleExamples, ruleLinks, severities } from '../../checks/ruleGuide.ts';
import { ruleNamed, RULES, unknownRule } from '../../checks/rules.ts';
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
  const rule = ruleNamed(id);
  if (!rule) throw new UsageError('usage/rule', unknownRule(id));
  host.out(
    [
      `${rule.id} (${severities(rule)})`,
      '',
      rule.title,
      '',
      `Why it matters: ${rule.why}`,
      `Example: ${ruleExamples().get(rule.id) ?? ''}`,
      ...ruleLinks(rule).map(([name, url]) => `See: ${name}${url === null ? '' : ` ${url}`}`),
      ...(rule.aliases ? [`Earlier names: ${rule.aliases.join(', ')}`] : []),
      rule.leaves?.unread
        ? 'Suppress: in no file: what follows is not read, and a file that is not read does not pass'
        : `Suppress: flea-flicker check FILE --suppress ${rule.id}`,
      '',
    ].join('\n'),
  );
  return EXIT.clean;
}
