/**
 * What the templates of one file may cost whoever looks at them, all rules, the proof and all templates together. Each rule is linear in
 * what it reads; this bounds what there is to read, what constants may grow to, and how far a template is followed.
 */
export interface TemplateCosts {
  /** Characters of source. The 156 distinct templates of published models that were measured have at most 17,773. */
  readonly characters: number;
  /** Nodes of syntax trees. The same templates have at most 1,466. */
  readonly nodes: number;
  /** Characters and list elements that folding constants reads again. The same templates need at most 16,732. */
  readonly folded: number;
  /** Steps of the proof, see steps.ts. Public templates take at most 200,000, flat ones of a million nodes 11.4 million. */
  readonly steps: number;
}

/** A hundred times what any known model needs for all of its templates, and what can be judged in two seconds. */
export const TEMPLATE_COSTS: TemplateCosts = {
  characters: 3 << 20,
  nodes: 256 << 10,
  folded: 1 << 20,
  steps: 12_000_000,
};

const WHAT: Readonly<Record<keyof TemplateCosts, string>> = {
  characters: 'characters of chat templates',
  nodes: 'nodes in the syntax trees of chat templates',
  folded: 'characters read to work out constants of chat templates',
  steps: 'steps to follow chat templates',
};

export class TemplateBudget {
  readonly #most: TemplateCosts;
  readonly #spent: Record<keyof TemplateCosts, number> = { characters: 0, nodes: 0, folded: 0, steps: 0 };

  constructor(most: TemplateCosts = TEMPLATE_COSTS) {
    this.#most = most;
  }

  /** Counts `amount` and says whether there was as much left. */
  spend(cost: keyof TemplateCosts, amount: number): boolean {
    this.#spent[cost] += amount;
    return this.#spent[cost] <= this.#most[cost];
  }

  spent(cost: keyof TemplateCosts): number {
    return this.#spent[cost];
  }

  left(cost: keyof TemplateCosts): number {
    return Math.max(0, this.#most[cost] - this.#spent[cost]);
  }

  /** What was exceeded, in words; null where nothing was. */
  get excess(): string | null {
    const costs = Object.keys(WHAT) as readonly (keyof TemplateCosts)[];
    const over = costs.find((cost) => this.#spent[cost] > this.#most[cost]);
    if (over === undefined) return null;
    return `expected at most ${String(this.#most[over])} ${WHAT[over]} in a file, found more: none has been judged beyond them`;
  }
}
