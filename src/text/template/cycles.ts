/** A graph of names: for each, the names that it leads to. */
export type NameGraph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The names that lie on a cycle, in the graph's order: those that lead back to themselves. Linear in names and edges, and without
 * recursion: Tarjan, "Depth-first search and linear graph algorithms", 1972.
 */
export function namesOnCycles(graph: NameGraph): readonly string[] {
  const components = visited(graph);
  return [...graph.keys()].filter((name) => components.isOnCycle(name));
}

/** Names that lead to one another, together; what leads to others comes behind them. */
export function componentsOf(graph: NameGraph): readonly (readonly string[])[] {
  return visited(graph).found;
}

function visited(graph: NameGraph): Components {
  const components = new Components(graph);
  for (const name of graph.keys()) components.visit(name);
  return components;
}

interface Frame {
  readonly name: string;
  readonly edges: Iterator<string>;
}

class Components {
  readonly found: (readonly string[])[] = [];
  readonly #graph: NameGraph;
  /** The order in which names were met, and the lowest that each leads back to. */
  readonly #met = new Map<string, number>();
  readonly #lowest = new Map<string, number>();
  readonly #open: string[] = [];
  readonly #isOpen = new Set<string>();
  readonly #cyclic = new Set<string>();

  constructor(graph: NameGraph) {
    this.#graph = graph;
  }

  isOnCycle(name: string): boolean {
    return this.#cyclic.has(name) || (this.#graph.get(name)?.has(name) ?? false);
  }

  visit(root: string): void {
    if (this.#met.has(root)) return;
    const frames = [this.#enter(root)];
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const next = frame.edges.next();
      if (next.done === true) {
        this.#leave(frame.name);
        frames.pop();
        const above = frames.at(-1);
        if (above) this.#lower(above.name, this.#lowest.get(frame.name));
      } else if (!this.#met.has(next.value)) frames.push(this.#enter(next.value));
      else if (this.#isOpen.has(next.value)) this.#lower(frame.name, this.#met.get(next.value));
    }
  }

  #enter(name: string): Frame {
    this.#lowest.set(name, this.#met.size);
    this.#met.set(name, this.#met.size);
    this.#open.push(name);
    this.#isOpen.add(name);
    return { name, edges: (this.#graph.get(name) ?? new Set<string>()).values() };
  }

  #lower(name: string, to = Infinity): void {
    this.#lowest.set(name, Math.min(this.#lowest.get(name) ?? Infinity, to));
  }

  /** Closes the component that `name` is the first of. */
  #leave(name: string): void {
    if (this.#lowest.get(name) !== this.#met.get(name)) return;
    const component = this.#open.splice(this.#open.lastIndexOf(name));
    this.found.push(component);
    for (const member of component) {
      this.#isOpen.delete(member);
      if (component.length > 1) this.#cyclic.add(member);
    }
  }
}
