import { logSumExp, top } from '../../text/sampling.ts';
import { stepLocated } from '../../engine/nonFinite.ts';
import { attendsBothWays } from '../../model/attendsBothWays.ts';
import { FileWeights } from '../../residency/fileWeights.ts';
import { openEngine } from '../engines.ts';
import { LOGITS } from '../../report/documents/logits.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { identityOptions, type IdentityFlags } from '../identityFlags.ts';
import { openModel, programOf } from '../openModel.ts';
import { tokenIds, whole } from '../options.ts';
import { writeText } from '../outputs.ts';

export interface LogitsFlags extends IdentityFlags {
  readonly tokens: string;
  readonly engine: string;
  readonly out?: string;
  readonly top: string;
  readonly threads?: string;
  readonly json?: true;
}

/** Tokens computed at once: small enough to show progress and to stop, large enough to share each dequantised row. */
const BATCH = 16;

/** `flea-flicker logits FILE --tokens 1,2,3`: teacher-forced logits of every position. */
export async function logits(path: string, flags: LogitsFlags, host: Host): Promise<ExitCode> {
  const tokens = tokenIds('--tokens', flags.tokens);
  const k = whole('--top', flags.top, 1);
  const engine = openEngine(flags.engine);
  const model = await openModel(path, identityOptions(flags, host));
  try {
    const program = programOf(model, { nCtx: tokens.length });
    const threads = flags.threads === undefined ? {} : { threads: whole('--threads', flags.threads, 1) };
    const session = await engine.load(program, new FileWeights(model.file, program, model.source), {
      nCtx: tokens.length,
      ...threads,
    });
    model.source.verifyUnchanged();
    const { nVocab } = program.hparams;
    const batchSize = attendsBothWays(program) ? tokens.length : BATCH;
    const rows: Float32Array[] = [];
    const positions: Position[] = [];
    for (let at = 0; at < tokens.length && !host.signal.aborted; at += batchSize) {
      const batch = tokens.subarray(at, at + batchSize);
      const output = await stepLocated(session, program, batch, { logits: 'all' });
      for (let t = 0; t < batch.length; t++) {
        const row = output.subarray(t * nVocab, (t + 1) * nVocab);
        if (flags.out !== undefined) rows.push(Float32Array.from(row));
        positions.push({ token: batch[t] as number, top: top(row, k), lse: logSumExp(row) });
      }
      host.progress.update(`logits: ${String(at + batch.length)} of ${String(tokens.length)} positions`);
    }
    host.progress.clear();
    await session.close();
    if (flags.out !== undefined) writeText(flags.out, concatenated(rows));
    if (flags.json) host.out(LOGITS.json({ positions }));
    else host.out(asText(positions));
    return host.signal.aborted ? EXIT.interrupted : EXIT.clean;
  } finally {
    model.source.close();
  }
}

interface Position {
  readonly token: number;
  readonly top: readonly { readonly id: number; readonly logit: number }[];
  readonly lse: number;
}

/** Little-endian float32, positions × n_vocab. */
function concatenated(rows: readonly Float32Array[]): Uint8Array {
  return Buffer.concat(rows.map((row) => new Uint8Array(row.buffer)));
}

function asText(positions: readonly Position[]): string {
  const lines = positions.map(({ token, top: best, lse }, i) => {
    const list = best.map(({ id, logit }) => `${String(id)}:${logit.toFixed(4)}`).join(' ');
    return `${String(i)} token ${String(token)} lse ${lse.toFixed(4)} top ${list}`;
  });
  return `${lines.join('\n')}\n`;
}
