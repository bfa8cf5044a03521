/** Of a file that is refused already, what comes later is judged all the same, and what is missing for that reason alone is not told. */
import { describe, expect, it } from 'vitest';
import { CUT_AND_FOREIGN_CASES, READ_ON_CASES } from '../../../corpus/readOnCases.ts';
import { SOUND, SOUND_MODEL } from '../../../corpus/modelCases.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import type { FileReport } from '../../../src/report/report.ts';
import { checkBytes } from '../../support/checkBytes.ts';

const rules = ({ findings }: FileReport): readonly string[] => findings.map(({ rule }) => rule);

describe('a defect behind another', () => {
  it.each(READ_ON_CASES)('is found: $name', async ({ bad, rule, before }) => {
    const report = await checkBytes(bad);
    expect(rules(report)).toEqual(expect.arrayContaining([before, rule]));
    expect(report.findings.filter((finding) => finding.rule === 'model/tensor-missing')).toEqual([]);
    expect(report.verdict).toBe('fail');
  });

  it('is none in the file that both were put into', async () => {
    expect(await checkBytes(SOUND_MODEL)).toMatchObject({ verdict: 'pass', findings: [] });
  });
});

describe('a file that was cut, or has a type of another program', () => {
  it.each(CUT_AND_FOREIGN_CASES)('is one finding, however much is missing: $name', async ({ bad, rule, severity }) => {
    expect((await checkBytes(bad)).findings).toMatchObject([{ rule, severity }]);
  });

  it('tells how many tensors were still to come', async () => {
    const { bad } = CUT_AND_FOREIGN_CASES[0]!;
    const [finding] = (await checkBytes(bad)).findings;
    expect(finding!.message).toContain(`tensor 2 of ${String(SOUND.tensors.length)}`);
    expect(finding!.message).toMatch(/an interrupted download\?; 9 more lie beyond it$/);
  });

  it('is one finding of a row that cannot be judged, also where every row is such', async () => {
    const { findings } = await checkBytes(
      writeGguf({ ...SOUND, tensors: SOUND.tensors.map((t) => ({ ...t, type: 139 })) }),
    );
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['gguf/unknown-tensor-type']));
    expect(findings).toHaveLength(1);
    expect(findings[0]!.message).toMatch(/IQ4_K: .* in tensor "token_embd\.weight", and in 10 more$/);
  });
});
