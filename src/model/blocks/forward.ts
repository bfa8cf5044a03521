import { takesForm } from '../arch/tensorForms.ts';
import type { TensorRule, TensorShape } from '../tensorRule.ts';
import { ProgramBuilder, type OpRequest } from '../builder.ts';
import type { HParams, Program, ValueId, WeightRef, WeightSpec } from '../program.ts';
import type { OpKind } from '../ops/kinds.ts';

/** Whether a file may be without a tensor, must have it, or has none of that name by definition. */
export type Presence = 'none' | 'optional' | 'required';

export interface NormOptions {
  readonly variant: 'rms' | 'layer';
  readonly eps: number;
  readonly bias?: Presence;
  readonly gain?: Presence;
  /** Equal parts that are normalised each on its own: heads. */
  readonly groups?: number;
}

interface TensorFacts {
  readonly type: { readonly name: string };
  readonly bytes: number;
  /** Fastest first. A plan of tensors that are yet to be made has none. */
  readonly dims?: readonly number[];
}

/** What a forward pass asks of a file's tensors. A GgufFile is one; so is a plan of tensors that are yet to be made. */
export interface TensorLookup {
  readonly tensors: { readonly length: number };
  readonly tensorsByName: {
    has(name: string): boolean;
    get(name: string): TensorFacts | undefined;
  };
}

/**
 * A forward pass as it is written down: every weight that it asks for becomes a row of the tensor table, every op an op of the
 * Program. Names are those of the tensors, without `blk.N.` inside a layer. A weight that the file lacks or has in another
 * shape gets the shape asked for here, so that the pass always comes to its end; the caller compares table and file after it.
 */
export class Forward {
  /** The tensor table, by name. */
  readonly rules = new Map<string, TensorRule>();
  /** Beginnings of names that belong to the architecture and that this pass does not read: layers for predicting further tokens. */
  readonly unread: string[] = [];
  /** What a tensor of the file asks for and no op kind here can compute. */
  readonly unsupported = new Set<string>();
  readonly #file: TensorLookup;
  readonly #architecture: string;
  readonly #specs = new Map<string, WeightSpec>();
  readonly #builder = new ProgramBuilder(this.#specs);
  /** Before the names of tensors, and before those of ops: they differ where layers share tensors. */
  #prefix = '';
  #opPrefix = '';

  /** `architecture` decides between forms of a file where its readers know one alone. */
  constructor(file: TensorLookup, architecture: string) {
    this.#file = file;
    this.#architecture = architecture;
  }

  /**
   * `body` once for each of the first `n` layers, names within it being those of `blk.i.` Each layer needs a tensor at least: of more
   * layers than the file has tensors one has none, and the rest are left out. A block count alone costs nothing.
   */
  layers(n: number, body: (i: number) => void): void {
    for (let i = 0; i < Math.min(n, this.#file.tensors.length + 1); i++) this.layer(i, i, body);
  }

  /** `body` as layer `i`, of the tensors of `blk.block.`: layers may share them. */
  layer(i: number, block: number, body: (i: number) => void): void {
    this.#prefix = `blk.${String(block)}.`;
    this.#opPrefix = `blk.${String(i)}.`;
    this.#builder.atLayer(i);
    body(i);
    [this.#prefix, this.#opPrefix] = ['', ''];
    this.#builder.atLayer(null);
  }

  /** Whether the file has a tensor of that name in this layer; or, of two forms that weights come in, whether readers look for it. */
  has(name: string): boolean {
    return takesForm(this.#architecture, name) ?? this.#file.tensorsByName.has(this.#prefix + name);
  }

  /** Rows of a matrix that files have in more than one shape; undefined where they are not known. */
  rowsOf(name: string): number | undefined {
    return this.#file.tensorsByName.get(this.#prefix + name)?.dims?.[1];
  }

  matrix(name: string, shape: TensorShape): WeightRef {
    return this.#weight(this.#prefix + name, shape, 'matrix', false) as WeightRef;
  }

  /** `n` numbers that are used as they stand; undefined where `presence` lets the file be without them. */
  vector(name: string, n: number, presence: Presence = 'required'): WeightRef | undefined {
    if (presence === 'none') return undefined;
    return this.#weight(this.#prefix + name, [1, n], 'vector', presence === 'optional');
  }

  /** As {@link matrix}, of float type and optional: the biases of experts. */
  floats(name: string, shape: TensorShape, presence: Presence): WeightRef | undefined {
    return presence === 'none'
      ? undefined
      : this.#weight(this.#prefix + name, shape, 'vector', presence === 'optional');
  }

  optionalMatrix(name: string, shape: TensorShape): WeightRef | undefined {
    return this.#weight(this.#prefix + name, shape, 'matrix', true);
  }

  /** The same vector by its name outside the layers, for tensors that files have once for all of them. */
  sharedVector(name: string, n: number, presence: Presence): WeightRef | undefined {
    return this.#weight(name, [1, n], 'vector', presence === 'optional');
  }

  tokens(): ValueId {
    return this.#builder.input('tokens', ['tokens']);
  }

  width(x: ValueId): number {
    return this.#builder.widthOf(x);
  }

  cache(layer: number, nHeadKv: number, headDim: number, valueDim = headDim): number {
    return this.#builder.cache({ layer, nHeadKv, headDim, ...(valueDim !== headDim && { valueDim }) });
  }

  op<K extends OpKind>(request: OpRequest<K>, role: 'activation' | 'output' = 'activation'): ValueId {
    return this.#builder.op({ ...request, name: this.#opPrefix + request.name }, role);
  }

  /** y = x · Wᵀ + b, of the tensors `name.weight` (nOut, width of x) and `name.bias`. */
  linear(x: ValueId, name: string, nOut: number, bias: Presence = 'none'): ValueId {
    const weight = this.matrix(`${name}.weight`, [nOut, this.width(x)]);
    const shift = this.vector(`${name}.bias`, nOut, bias);
    const scale = this.vector(`${name}.scale`, 1, 'optional');
    // What the input was multiplied by where it is quantised too. Here it never is.
    this.vector(`${name}.input_scale`, 1, 'optional');
    if (!scale) return this.op({ kind: 'linear', name, inputs: [x], weights: present(weight, shift), attrs: {} });
    const product = this.op({ kind: 'linear', name: `${name}_product`, inputs: [x], weights: [weight], attrs: {} });
    return this.#scaled(product, name, scale, shift);
  }

  /** x · scale + shift: NVFP4 files have a float beside some matrices that their products are multiplied by, ahead of the bias. */
  #scaled(x: ValueId, name: string, scale: WeightRef, shift: WeightRef | undefined): ValueId {
    const by = (y: ValueId, how: 'add' | 'multiply', to: string, w: WeightRef): ValueId =>
      this.op({ kind: 'vector', name: to, inputs: [y], weights: [w], attrs: { by: how } });
    if (!shift) return by(x, 'multiply', name, scale);
    return by(by(x, 'multiply', `${name}_scaled`, scale), 'add', name, shift);
  }

  norm(x: ValueId, name: string, { variant, eps, bias = 'none', gain = 'required', groups }: NormOptions): ValueId {
    const n = this.width(x) / (groups ?? 1);
    const weights = present(this.vector(`${name}.weight`, n, gain), this.vector(`${name}.bias`, n, bias));
    return this.op({
      kind: 'norm',
      name,
      inputs: [x],
      weights,
      attrs: { variant, eps, ...(groups !== undefined && { groups }) },
    });
  }

  add(a: ValueId, b: ValueId, name: string): ValueId {
    return this.op({ kind: 'add', name, inputs: [a, b], attrs: {} });
  }

  /** x itself where the factor is 1 or there is none. */
  scale(x: ValueId, factor: number | null, name: string): ValueId {
    if (factor === null || factor === 1) return x;
    return this.op({ kind: 'scale', name, inputs: [x], attrs: { factor } });
  }

  /** Columns from…from+width−1. */
  columns(x: ValueId, from: number, width: number, name: string): ValueId {
    return this.op({ kind: 'slice', name, inputs: [x], attrs: { groups: 1, from, width } });
  }

  program(architecture: string, { nVocab, nCtxTrain, nEmbd, nLayer }: HParams): Program {
    return this.#builder.build(architecture, { nVocab, nCtxTrain, nEmbd, nLayer });
  }

  /** The floats that NVFP4 files have for the matrices of experts have no op here. */
  noScales(name: string, n: number): void {
    if (this.vector(`${name}.scale`, n, 'optional')) this.unsupported.add(`scales of a weight (${name}.scale)`);
  }

  #weight(name: string, shape: TensorShape, role: TensorRule['role'], optional: boolean): WeightRef | undefined {
    const info = this.#file.tensorsByName.get(name);
    this.rules.set(name, { name, shape, optional, role });
    if (!info && optional) return undefined;
    const [slices, rows, cols] = shape.length === 3 ? shape : [undefined, ...shape];
    const [type, bytes] = info ? [info.type.name, info.bytes] : ['F32', 0];
    const spec = { tensor: name, rows, cols, ...(slices !== undefined && { slices }), type, bytes };
    this.#specs.set(name, spec);
    return spec;
  }
}

export function present(...refs: readonly (WeightRef | undefined)[]): readonly WeightRef[] {
  return refs.filter((ref) => ref !== undefined);
}
