/** What the trial of a template shows. */
import type { TemplateProblem } from '../problem.ts';
import { isExhaustion, type TemplateError } from '../sandbox.ts';
import { byRole, inWords, isHidden, leftOutOf, type LeftOut } from './leftOut.ts';
import { differInDatesAlone } from './moments.ts';
import type { SceneOutcome } from './trialRenderer.ts';
import type { Tried } from './tried.ts';

/** Messages that nobody hears: in ordinary conversations an error, in others a note. */
export function leftOut(all: readonly Tried[]): readonly TemplateProblem[] {
  const hidden: LeftOut[] = [];
  const others: LeftOut[] = [];
  for (const { conversation, outcome } of all) {
    if (!('text' in outcome)) continue;
    for (const one of leftOutOf(conversation, outcome.text)) (isHidden(conversation, one) ? hidden : others).push(one);
  }
  return [...leftOutProblem('template/drops-content', hidden), ...leftOutProblem('template/leaves-out', others)];
}

function leftOutProblem(rule: string, of: readonly LeftOut[]): readonly TemplateProblem[] {
  if (of.length === 0) return [];
  const message = `expected what everybody says in the text, found it missing: ${byRole(of).map(inWords).join('; ')}`;
  return [{ rule, message }];
}

/** What the template refuses itself has been tried. */
export function notTried(all: readonly Tried[]): readonly TemplateProblem[] {
  const failed = all.flatMap(({ outcome }) => ('error' in outcome && !outcome.isRaised ? [outcome.error] : []));
  const [first] = failed;
  if (!first) return [];
  const message = `expected each of ${String(all.length)} ordinary conversations to render, found ${String(failed.length)} that could not be tried: ${first.message}`;
  return [{ rule: 'template/not-tried', message }];
}

export function clockProblems(then: readonly Tried[], later: readonly Tried[]): readonly TemplateProblem[] {
  const isOther = ({ outcome: a }: Tried, b: SceneOutcome | undefined): boolean =>
    b === undefined || ('text' in a ? !('text' in b) || !differInDatesAlone(a, b) : 'text' in b);
  if (!then.some((one, i) => isOther(one, later[i]?.outcome))) return [];
  const message = 'expected two moments to differ in the dates that are printed, found another text around them';
  return [{ rule: 'template/depends-on-clock', message }];
}

export function fails(all: readonly Tried[]): TemplateProblem {
  const first = all.find(({ outcome }) => 'error' in outcome);
  const why = first && 'error' in first.outcome ? first.outcome.error.message : 'none did';
  return { rule: 'template/fails', message: `expected one plain conversation to render: ${why}` };
}

/** What a sandbox that refuses a template, or that a template exhausts, shows of it. */
export function untried(error: TemplateError): TemplateProblem {
  if (error.code === 'template/parse') return { rule: 'template/unparseable', message: error.message };
  return isExhaustion(error) ? exhausts(error) : { rule: 'template/not-tried', message: error.message };
}

export function tooLargeToTry(nodes: number, most: number): TemplateProblem {
  const message = `expected at most ${String(most)} nodes in a template that is tried, found ${String(nodes)}`;
  return { rule: 'template/not-tried', message };
}

function exhausts({ message }: TemplateError): TemplateProblem {
  return { rule: 'template/exhausts', message };
}
