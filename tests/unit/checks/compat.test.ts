import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkFile } from '../../../src/checks/checkFile.ts';
import { CORPUS_DIRECTORY, readCorpus } from '../../../src/checks/corpus.ts';
import { inProfile } from '../../../src/checks/profileSeverity.ts';
import { severities } from '../../../src/checks/ruleGuide.ts';
import { RULES } from '../../../src/checks/rules.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { openFileSource } from '../../../src/gguf/source.ts';
import type { Profile } from '../../../src/gguf/types.ts';
import type { FileReport } from '../../../src/report/report.ts';
import { isUsed, recordedOutcomes, renderCompatPage, type Judged } from '../../support/llamaCpp.ts';
import { KnownTemplates } from '../../../src/text/template/knownTemplates.ts';

/** Files, by how their paths begin, that llama.cpp loads and compat refuses. */
const EXCEPTIONS: readonly (readonly [prefix: string, reason: string])[] = [
  ['hostile/gguf-bad-dimension-count--0', 'decided: a tensor without dimensions has no size that readers agree on'],
  ['hostile/gguf-zero-dimension--', 'decided: a division by 0 in readers that check sizes by dividing'],
  ['hostile/gguf-size-overflow--a-product-that-wraps-to-0', 'decided: llama.cpp takes exabytes for an empty tensor'],
  ['hostile/gguf-key-not-utf8--', 'decided: readers see different keys'],
  ['hostile/gguf-tensor-name-not-utf8--', 'decided: readers see different names'],
  ['hostile/gguf-key-too-long--', 'decided: over the 65,535 bytes of the specification'],
  ['hostile/gguf-nul-in-', 'decided: readers that use C strings, llama.cpp among them, see another key, name or token'],
  [
    'hostile/gguf-architecture-missing--nul',
    'decided: readers that use C strings, llama.cpp among them, see another architecture than others',
  ],
  ['hostile/model-key-range--model-that-says-imatrix', 'an epsilon of 0 is the same finding as a negative one'],
  [
    'hostile/model-tensor-type--adapter-without-product',
    'no kernel multiplies the type: the library alone loads the adapter and applies it to nothing',
  ],
  [
    'hostile/model-key-range--eps-',
    'llama.cpp ends the process at the first batch of a negative or NaN epsilon; 0 is the same finding',
  ],
  [
    'hostile/model-key-range--heads-zero-in-a-layer',
    'llama.cpp refuses 0 heads in every layer: it is the same finding',
  ],
  [
    'hostile/text-no-tokens--',
    'every lookup is outside the table: llama.cpp ends the process at the first text of a sentence-piece vocabulary',
  ],
  [
    'hostile/text-byte-token-m',
    'llama.cpp ends the process at a text with the byte that has no token: the text that is tried has none',
  ],
  [
    'hostile/metadata-sampling-invalid--',
    'llama.cpp’s tools take the default: they end the process, or compute NaN; the library alone does not look at it',
  ],
  ['hostile/numbers-', 'what makes every logit NaN is refused: llama.cpp loads it, and samples from NaN'],
  [
    'hostile/model-key-not-finite--rope-factor-infinite',
    'every position gets the same angle: infinity is no value of a hyper-parameter, as NaN is none',
  ],
  ['hostile/model-key-not-finite--softcap-nan', 'NaN is no value: an architecture that reads the key answers NaN'],
  ['hostile/model-key-inconsistent--rope-window-zero', 'an architecture that reads the key hangs, or ends the process'],
  ['hostile/model-key-inconsistent--window-heads-wider', 'an architecture that reads the key ends the process'],
  ['hostile/model-key-type--state-size-float', 'an architecture that reads the key refuses the type'],
  [
    'hostile/model-key-range--pooling-unknown',
    'no reader has such a pooling: llama.cpp ends the process where it pools',
  ],
  [
    'hostile/model-key-range--adapter-invocation-tokens',
    'no model has such tokens: what compares them reads outside its vocabulary',
  ],
  ['hostile/text-charsmap-', 'some text leads outside the map, or round in it: what is read there is not the file’s'],
];

const knownTemplates = new KnownTemplates();

async function reportOf(name: string, profile: Profile): Promise<FileReport> {
  const source = openFileSource(join(CORPUS_DIRECTORY, name));
  try {
    return await checkFile(source, { profile, limits: {}, failOn: 'error', suppress: new Set(), knownTemplates });
  } finally {
    source.close();
  }
}

/** Twins are many and alike: one look at each. A shard is judged with those beside it, by name. */
function refusals(): (name: string, sha256: string, profile: Profile) => Promise<boolean> {
  const seen = new Map<string, Promise<FileReport>>();
  return async (name, sha256, profile) => {
    const key = `${profile} ${name.includes('shard') ? name : sha256}`;
    const report = seen.get(key) ?? reportOf(name, profile);
    seen.set(key, report);
    return (await report).verdict === 'fail';
  };
}

async function judge(): Promise<readonly Judged[]> {
  const outcomes = recordedOutcomes();
  const refuses = refusals();
  const judged: Judged[] = [];
  for (const { path: name, sha256 } of readCorpus()) {
    const found = outcomes.get(name);
    if (!found || !sha256.startsWith(found.digest)) continue;
    const [strictRefuses, compatRefuses] = await Promise.all([
      refuses(name, sha256, 'strict'),
      refuses(name, sha256, 'compat'),
    ]);
    judged.push({ name, outcomes: found, strictRefuses, compatRefuses });
  }
  return judged;
}

describe('the compat profile beside llama.cpp', () => {
  let judged: readonly Judged[] = [];
  beforeAll(async () => {
    judged = await judge();
  }, 240_000);

  it('was recorded on the corpus as it is: `npm run compat` records it again', () => {
    const share = judged.length / readCorpus().length;
    expect(share).toBeGreaterThan(0.95);
  });

  it('passes every file that llama.cpp loads and uses, but for the exceptions', () => {
    const loaded = judged.filter(({ outcomes }) => isUsed(outcomes));
    expect(loaded.length).toBeGreaterThan(700);
    const refused = loaded.filter((file) => file.compatRefuses).map(({ name }) => name);
    expect(refused.filter((name) => !EXCEPTIONS.some(([prefix]) => name.startsWith(prefix)))).toEqual([]);
    const unused = EXCEPTIONS.filter(([prefix]) => !refused.some((name) => name.startsWith(prefix)));
    expect(unused).toEqual([]);
  });

  it('refuses every file that ends the process of llama.cpp, hangs it, or makes it answer NaN', () => {
    const deadly = judged.filter(({ outcomes: { header, model, use } }) =>
      /^SIG|^hangs|^nan/.test(use ?? model ?? header),
    );
    expect(deadly.length).toBeGreaterThan(10);
    expect(deadly.filter((file) => !file.compatRefuses).map(({ name }) => name)).toEqual([]);
  });

  it('refuses nothing that strict passes', () => {
    expect(judged.filter((file) => file.compatRefuses && !file.strictRefuses)).toEqual([]);
  });

  it('has a page that says how often', async () => {
    await expect(renderCompatPage(judged, EXCEPTIONS)).toMatchFileSnapshot('../../../docs/compat.md');
  });
});

describe('severities of the compat profile', () => {
  const at = (rule: string, key: string): Finding => ({
    rule,
    severity: 'error',
    message: 'x',
    path: `metadata["${key}"]`,
  });

  it('are milder where the rule says so, and the strict ones are as they were', () => {
    const finding = at('template/recursion', 'tokenizer.chat_template');
    expect(inProfile([finding], 'strict')).toEqual([finding]);
    expect(inProfile([finding], 'compat')).toEqual([{ ...finding, severity: 'warning' }]);
  });

  it('are never more severe than the finding was', () => {
    const note: Finding = { ...at('numbers/all-zero', 'x'), severity: 'note' };
    expect(inProfile([note], 'compat')).toEqual([note]);
  });

  it.each([
    ['llama.rope.scaling.factor', 'warning'],
    ['llama.block_count', 'error'],
    ['llama.rope.scaling.factor.block_count', 'error'],
  ])('of model/key-range go by the key: %s', (key, severity) => {
    expect(inProfile([at('model/key-range', key)], 'compat')[0]?.severity).toBe(severity);
  });

  it('leave a finding alone whose rule has none, or that has no path', () => {
    for (const finding of [
      at('gguf/duplicate-key', 'x'),
      { rule: 'model/key-range', severity: 'error', message: 'x' } as const,
    ])
      expect(inProfile([finding], 'compat')).toEqual([finding]);
  });

  it('reach the report of a file', async () => {
    const check = async (profile: Profile): Promise<readonly string[]> => {
      const { verdict, findings } = await reportOf('hostile/template-recursion--itself.gguf', profile);
      return [verdict, ...findings.filter((f) => f.rule === 'template/recursion').map((f) => f.severity)];
    };
    expect(await check('strict')).toEqual(['fail', 'error']);
    expect(await check('compat')).toEqual(['pass', 'warning']);
  });

  it('are told by the guide, with the keys they hold for', () => {
    const say = (id: string): string => severities(RULES.get(id)!);
    expect(say('gguf/duplicate-key')).toBe('error');
    expect(say('template/recursion')).toBe('error, in the compat profile warning');
    expect(say('model/key-inconsistent')).toContain('warning at *.rope.scaling.yarn_beta_fast, ');
  });
});
