import { OP_SPECS } from './ops/specs.ts';
import type { OpSpec } from './ops/spec.ts';
import type { Op, Program } from './program.ts';

/**
 * The Program as text, one op a line, stable between runs: the form in which a reviewer reads an architecture and in which
 * snapshot tests pin it.
 */
export function printProgram(program: Program): string {
  const { nVocab, nCtxTrain, nEmbd, nLayer } = program.hparams;
  const head = [
    `program ${program.architecture}`,
    `hparams n_vocab=${String(nVocab)} n_ctx_train=${String(nCtxTrain)} n_embd=${String(nEmbd)} n_layer=${String(nLayer)}`,
    ...program.caches.map(
      (c, i) => `cache ${String(i)} layer=${String(c.layer)} ${String(c.nHeadKv)}x${String(c.headDim)}`,
    ),
  ];
  return [...head, ...program.ops.map((op) => printOp(op, program))].join('\n') + '\n';
}

/** `%5 = norm blk.0.attn_norm(%4) [blk.0.attn_norm.weight F32 1x576] eps=0.00001 : (tokens, 576)` */
function printOp(op: Op, program: Program): string {
  const spec = OP_SPECS[op.kind] as OpSpec<unknown>;
  const inputs = op.inputs.map((id) => `%${String(id)}`).join(', ');
  const weights = op.weights
    .map(
      (w) =>
        `${w.tensor} ${program.weights.get(w.tensor)?.type ?? '?'} ${[w.slices ?? [], w.rows, w.cols].flat().join('x')}`,
    )
    .join(', ');
  const shape = program.values[op.output]?.shape.join(', ') ?? '?';
  const parts = [
    `%${String(op.output)} = ${op.kind} ${op.name}(${inputs})`,
    weights && `[${weights}]`,
    spec.print(op.attrs),
    `: (${shape})`,
  ];
  return parts.filter(Boolean).join(' ');
}
