import { FleaError } from '../core/errors.ts';

/**
 * A campaign that could not run: `fuzz/no-sources`, `fuzz/no-jazzer`, `fuzz/no-clang`, `fuzz/no-compiler`, `fuzz/build`,
 * `fuzz/addon`, `fuzz/died`, `fuzz/nothing-ran`. The message says what to install or where to look.
 */
export class CampaignError extends FleaError {}
