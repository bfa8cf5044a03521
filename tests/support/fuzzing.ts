/**
 * For tests that run a fuzzer. What a machine lacks is the reason to leave them out; in CI, where that would hide that nothing
 * ran, they fail.
 */
import { describe, it } from 'vitest';
import { prepare, type Toolchain } from '../../src/campaign/build.ts';
import { CampaignError } from '../../src/campaign/errors.ts';
import type { TargetKind } from '../../src/campaign/target.ts';

/** As vitest's `describe`, with the toolchain of `kind`, built. */
export async function describeFuzzer(
  kind: TargetKind,
  name: string,
  body: (toolchain: Toolchain) => void,
): Promise<void> {
  try {
    const toolchain = await prepare(kind, process.env);
    describe(name, () => {
      body(toolchain);
    });
  } catch (error) {
    if (process.env['CI'] || !(error instanceof CampaignError)) throw error;
    it.skip(`${name} (left out: ${error.message})`, () => undefined);
  }
}
