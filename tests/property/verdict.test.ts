/** A verdict is about what was read: nothing that is taken away makes an unread file pass. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutAccepted } from '../../src/checks/acceptance.ts';
import { acceptedBy, parseBaseline, renderBaseline } from '../../src/checks/baseline.ts';
import { fileReport } from '../../src/checks/fileReport.ts';
import { RULES } from '../../src/checks/rules.ts';
import { withSeverities } from '../../src/checks/severities.ts';
import { SURFACES, type Coverage } from '../../src/core/coverage.ts';
import type { Finding, Severity } from '../../src/core/finding.ts';
import { verdictOf, type FailOn, type FileReport } from '../../src/report/report.ts';

const NOW = new Date('2030-01-31');
const rule = fc.constantFrom(...RULES.keys());
const severity = fc.constantFrom<Severity>('error', 'warning', 'note');
const failOn = fc.constantFrom<FailOn>('error', 'warning', 'note', 'partial');
const finding: fc.Arbitrary<Finding> = fc.record({ rule, severity, message: fc.constant('x'), offset: fc.nat(9) });
const coverage: fc.Arbitrary<Coverage> = fc.record({
  surface: fc.constantFrom(...SURFACES),
  state: fc.constantFrom('examined', 'partly', 'not', 'absent'),
});
const unread: fc.Arbitrary<Coverage> = coverage.map(({ surface }) => ({ surface, state: 'partly', unread: true }));

/** A file's report after everything that a user may take out of it: rules, severities, what a baseline accepts, findings at random. */
const judged = (surfaces: fc.Arbitrary<readonly Coverage[]>): fc.Arbitrary<FileReport> =>
  fc
    .record({
      findings: fc.array(finding, { maxLength: 20 }),
      coverage: surfaces,
      suppress: fc.array(fc.oneof(rule, fc.constant('*'), fc.constant('gguf/*')), { maxLength: 3 }),
      severities: fc.array(fc.tuple(rule, severity), { maxLength: 5 }),
      accepted: fc.boolean(),
      kept: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      threshold: failOn,
    })
    .map(({ findings, coverage: surface, suppress, severities, accepted, kept, threshold }) => {
      const examined = { path: 'a', bytes: 1, sha256: 'ab'.repeat(32), findings, coverage: surface };
      const first = fileReport(examined, { profile: 'strict', failOn: threshold, suppress: new Set(suppress) });
      const second = withSeverities(first, { byRule: new Map(severities), mayLower: true }, threshold);
      const entries = accepted ? parseBaseline(renderBaseline([second], NOW), 'b') : [];
      const third = withoutAccepted(second, acceptedBy(entries, NOW), threshold);
      const rest = { ...third, findings: third.findings.filter((_, i) => kept[i]) };
      return { ...rest, verdict: verdictOf(rest, threshold) };
    });

describe('a file of which some part was not read', () => {
  it('never passes, whatever is suppressed, accepted, lowered or left out', () => {
    const some = fc.tuple(unread, fc.array(coverage, { maxLength: 4 })).map(([first, rest]) => [...rest, first]);
    fc.assert(
      fc.property(judged(some), ({ verdict }) => {
        expect(verdict).not.toBe('pass');
      }),
      { numRuns: 2000 },
    );
  });

  it('is told from one that was read: that one passes with all taken away', () => {
    const whole = fc.constant<readonly Coverage[]>([{ surface: 'container', state: 'examined' }]);
    const verdicts = fc.sample(judged(whole), { numRuns: 500, seed: 1 }).map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['pass', 'fail']));
  });
});
