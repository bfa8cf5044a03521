import { EngineError } from '../core/errors.ts';
import type { Capability, Engine, OpCase, OpResult } from '../engine/engine.ts';
import { OP_KINDS } from '../model/ops/kinds.ts';
import { OP_SPECS } from '../model/ops/specs.ts';
import { Matrix } from './matrix.ts';
import type { KvCache, ReferenceOp } from './ops/context.ts';
import { REFERENCE_OPS } from './ops/ops.ts';
import { QUANT_FORMATS } from './quant/formats.ts';
import { multiplyHere } from './product/sliceProduct.ts';
import { loadSession } from './loadSession.ts';

/** Float64 throughout, one rounding an operation: what every other engine is judged by. */
const CONTRACT_SUFFIX = 'f64@1';

/** The pure-TypeScript engine: the executable specification. Runs anywhere. */
export const referenceEngine: Engine = {
  name: 'reference',
  describe: () => ({ engine: 'reference', version: '1', device: 'float64', ops: capabilities(), sessions: true }),
  load: loadSession,
  // eslint-disable-next-line @typescript-eslint/require-await -- an op is synchronous here, and errors must reject
  runOp: async (opCase) => runOp(opCase),
};

function capabilities(): readonly Capability[] {
  return OP_KINDS.flatMap((kind) => {
    const types = OP_SPECS[kind].weights[0] > 0 ? [...QUANT_FORMATS.keys()] : ['-'];
    return types.map((type) => ({ kind, type, contract: `${kind}/${CONTRACT_SUFFIX}`, kernel: `${kind}.reference` }));
  });
}

function runOp(opCase: OpCase): OpResult {
  const { kind, attrs, tokens, past } = opCase;
  const output = (REFERENCE_OPS[kind] as ReferenceOp<unknown>)(withFirstCache(attrs), {
    tokens,
    past,
    tokenIds: opCase.tokenIds ?? new Int32Array(0),
    inputs: opCase.inputs.map((x) => Float64Array.from(x)),
    weights: opCase.weights.map((w) => new Matrix(w)),
    caches: 'cache' in attrs ? [caseCache(opCase)] : [],
    multiply: multiplyHere,
  });
  return { output, kernel: `${kind}.reference` };
}

/** A case has one cache, whatever index its op had in the Program it came from. */
function withFirstCache(attrs: OpCase['attrs']): unknown {
  return 'cache' in attrs ? { ...attrs, cache: 0 } : attrs;
}

/** A cache with the case's past keys and values and room for its own; what `conv` keeps are keys alone. */
function caseCache({ kind, inputs, pastK, pastV, past, tokens }: OpCase): KvCache {
  const [ownK, ownV] = kind === 'attention' ? [inputs[1], inputs[2]] : [inputs[0], undefined];
  const grow = (given: Float32Array | undefined, own: Float32Array | undefined): Float64Array => {
    const width = (own?.length ?? 0) / tokens;
    if ((given?.length ?? 0) !== past * width) {
      const found = `${String(given?.length ?? 0)} elements`;
      throw new EngineError(
        'op/argument',
        `${kind}: expected past keys and values of ${String(past)} positions, found ${found}`,
      );
    }
    const cache = new Float64Array((past + tokens) * width);
    cache.set(given ?? []);
    return cache;
  };
  return { k: grow(pastK, ownK), v: grow(pastV, ownV) };
}
