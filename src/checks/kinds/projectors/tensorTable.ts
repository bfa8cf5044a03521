/**
 * The tensors of a projector: name, shape, and whether it has to be there. A dimension is a number, a free size by name that is the same
 * wherever the name occurs, or a bound.
 */
interface AtLeast {
  readonly atLeast: number;
}

/** Free, and the square of an integer: the rows of a table of positions that the reader resizes. */
export const SQUARE = 'square';

/** Null: whatever it is. */
export type Dim = number | string | null | AtLeast;

/**
 * Whose need it is. `loader`: the reader refuses the file without it. `graph`: it goes on, and ends the process where the tensor is used.
 * `no-one`: it may be left out. `forbidden`: the reader ends the process where it is there.
 */
export type Need = 'loader' | 'graph' | 'no-one' | 'forbidden';

/**
 * `vector` is read as F32 as it stands, `kernel` of a convolution as F32 or F16, that of one channel a time (`half`) as F16 alone; a
 * matrix may have any type that is multiplied by, and what is `unread` any at all.
 */
export type Role = 'vector' | 'matrix' | 'kernel' | 'half' | 'unread';

export interface DeclaredTensor {
  readonly name: string;
  readonly dims: readonly Dim[];
  readonly need: Need;
  readonly role: Role;
}

export class TensorTable {
  readonly #byName = new Map<string, DeclaredTensor>();

  /** In the order of their first lines. The last line of a name is the one that holds: a type says more than what it shares. */
  get tensors(): readonly DeclaredTensor[] {
    return [...this.#byName.values()];
  }

  /** Refused without it. */
  load(name: string, ...dims: readonly Dim[]): this {
    return this.#add(name, dims, 'loader');
  }

  /** Used without asking. */
  use(name: string, ...dims: readonly Dim[]): this {
    return this.#add(name, dims, 'graph');
  }

  may(name: string, ...dims: readonly Dim[]): this {
    return this.#add(name, dims, 'no-one');
  }

  /** Of whatever shape and type: the reader asks for it and has no use for it. */
  any(name: string): this {
    return this.#set({ name, dims: [null], need: 'loader', role: 'unread' });
  }

  /** As {@link any}, and left to the file. */
  mayUnread(name: string): this {
    return this.#set({ name, dims: [null], need: 'no-one', role: 'unread' });
  }

  /** Refused without it, and multiplied by, be it of one row. */
  matrix(name: string, ...dims: readonly Dim[]): this {
    return this.#set({ name, dims, need: 'loader', role: 'matrix' });
  }

  /** Added as the floats that it holds, where it is there. */
  mayFloats(name: string, ...dims: readonly Dim[]): this {
    return this.#set({ name, dims, need: 'no-one', role: 'vector' });
  }

  not(name: string): this {
    return this.#add(name, [], 'forbidden');
  }

  /** Used without asking, as the floats that it holds. */
  plain(name: string, ...dims: readonly Dim[]): this {
    return this.#set({ name, dims, need: 'graph', role: 'vector' });
  }

  /** Refused without it, and read as the floats that it holds. */
  floats(name: string, ...dims: readonly Dim[]): this {
    return this.#set({ name, dims, need: 'loader', role: 'vector' });
  }

  /** A convolution's kernel. */
  kernel(name: string, ...dims: readonly Dim[]): this {
    return this.#set({ name, dims, need: 'loader', role: 'kernel' });
  }

  /** The kernel of a depthwise convolution, which ggml multiplies as F16. */
  half(name: string, ...dims: readonly Dim[]): this {
    return this.#set({ name, dims, need: 'loader', role: 'half' });
  }

  /** As {@link half}, used without asking. */
  useHalf(name: string, ...dims: readonly Dim[]): this {
    return this.#set({ name, dims, need: 'graph', role: 'half' });
  }

  /** A kernel that is used without asking. */
  useKernel(name: string, ...dims: readonly Dim[]): this {
    return this.#set({ name, dims, need: 'graph', role: 'kernel' });
  }

  /** Weight (nIn, nOut) and bias (nOut), both required by the loader. */
  linear(name: string, nIn: Dim, nOut: Dim): this {
    return this.load(`${name}.weight`, nIn, nOut).load(`${name}.bias`, nOut);
  }

  /** As {@link linear}, with the bias left to the file. */
  linearMay(name: string, nIn: Dim, nOut: Dim): this {
    return this.load(`${name}.weight`, nIn, nOut).may(`${name}.bias`, nOut);
  }

  /** Weight and bias of a norm, both required by the loader. */
  norm(name: string, n: Dim): this {
    return this.load(`${name}.weight`, n).load(`${name}.bias`, n);
  }

  #add(name: string, dims: readonly Dim[], need: Need): this {
    const isVector =
      dims.filter((d) => d !== 1).length <= 1 || /(?:_norm|\.ln\d|_ln|norm\w*)\.(?:weight|bias)$/.test(name);
    return this.#set({ name, dims, need, role: isVector ? 'vector' : 'matrix' });
  }

  #set(declared: DeclaredTensor): this {
    this.#byName.set(declared.name, declared);
    return this;
  }
}
