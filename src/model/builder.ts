import { EngineError } from '../core/errors.ts';
import type { OpAttrs, OpKind } from './ops/kinds.ts';
import { OP_SPECS } from './ops/specs.ts';
import type { OpSpec } from './ops/spec.ts';
import type { CacheSpec, Dim, HParams, Op, Program, Value, ValueId, WeightRef, WeightSpec } from './program.ts';

export interface OpRequest<K extends OpKind> {
  readonly kind: K;
  readonly name: string;
  readonly inputs: readonly ValueId[];
  readonly weights?: readonly WeightRef[];
  readonly attrs: OpAttrs[K];
}

/**
 * Builds a Program op by op. Every shape is inferred and checked as the op is added, so a Program whose shapes do not fit
 * cannot be built. Throws EngineError `program/shape`.
 */
export class ProgramBuilder {
  readonly #values: Value[] = [];
  readonly #ops: Op[] = [];
  readonly #caches: CacheSpec[] = [];
  readonly #weights = new Map<string, WeightSpec>();
  readonly #specs: ReadonlyMap<string, WeightSpec>;
  #layer: number | null = null;

  /** `specs`: what each weight is in the file, by tensor name. */
  constructor(specs: ReadonlyMap<string, WeightSpec>) {
    this.#specs = specs;
  }

  /** Ops added from here on belong to `layer`; null outside the layers. */
  atLayer(layer: number | null): void {
    this.#layer = layer;
  }

  input(name: string, shape: readonly Dim[]): ValueId {
    return this.#value(name, shape, 'input');
  }

  /** Elements in a row of a value. */
  widthOf(id: ValueId): number {
    const last = this.#values[id]?.shape.at(-1);
    return typeof last === 'number' ? last : NaN;
  }

  /** A cache of keys and values for one attention op; its index. */
  cache(spec: CacheSpec): number {
    return this.#caches.push(spec) - 1;
  }

  /** The weight of that name, or undefined when the file has none. */
  weight(tensor: string): WeightRef | undefined {
    return this.#specs.get(tensor);
  }

  /** As `weight`, but throws EngineError `program/missing-weight`. */
  required(tensor: string): WeightRef {
    const ref = this.weight(tensor);
    if (!ref) throw new EngineError('program/missing-weight', `expected tensor ${tensor}, found none of that name`);
    return ref;
  }

  /** Adds an op and gives the value it writes. */
  op<K extends OpKind>(request: OpRequest<K>, role: 'activation' | 'output' = 'activation'): ValueId {
    const { kind, name, inputs, weights = [], attrs } = request;
    const output = this.#value(name, this.#infer(request), role);
    for (const { tensor } of weights) this.#declare(tensor);
    const refs = weights.map(({ tensor, rows, cols, slices }) => ({
      tensor,
      rows,
      cols,
      ...(slices !== undefined && { slices }),
    }));
    const op = { index: this.#ops.length, kind, layer: this.#layer, name, inputs, weights: refs, output, attrs };
    this.#ops.push(op as unknown as Op);
    return output;
  }

  build(architecture: string, hparams: HParams): Program {
    return {
      architecture,
      hparams,
      values: this.#values,
      ops: this.#ops,
      caches: this.#caches,
      weights: this.#weights,
    };
  }

  #infer<K extends OpKind>({ kind, name, inputs, weights = [], attrs }: OpRequest<K>): readonly Dim[] {
    const spec: OpSpec<OpAttrs[K]> = OP_SPECS[kind];
    const [least, most] = spec.weights;
    if (inputs.length !== spec.inputs || weights.length < least || weights.length > most) {
      const found = `${String(inputs.length)} and ${String(weights.length)}`;
      const expected = `${String(spec.inputs)} inputs and ${String(least)} to ${String(most)} weights`;
      throw new EngineError('program/shape', `${kind} ${name}: expected ${expected}, found ${found}`);
    }
    const shapes = inputs.map((id) => this.#values[id]?.shape ?? []);
    const shape = spec.infer(attrs, shapes, weights);
    if (typeof shape !== 'string') return shape;
    const found = [
      ...shapes.map((s) => `(${s.join(', ')})`),
      ...weights.map((w) => `${w.tensor} (${String(w.rows)}, ${String(w.cols)})`),
    ];
    throw new EngineError('program/shape', `${kind} ${name}: ${shape}, found ${found.join(', ')}`);
  }

  #value(name: string, shape: readonly Dim[], role: Value['role']): ValueId {
    const id = this.#values.length;
    this.#values.push({ id, name, shape, role });
    return id;
  }

  #declare(tensor: string): void {
    const spec = this.#specs.get(tensor);
    if (!spec) throw new EngineError('program/missing-weight', `expected tensor ${tensor}, found none of that name`);
    this.#weights.set(tensor, spec);
  }
}
