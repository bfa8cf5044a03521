/**
 * What the templates of one file may cost the rules that look at them, all rules and all templates together. Each rule is linear in
 * what it reads; this bounds what there is to read, and what constants may grow to. The proof counts its own steps, of one template, and could take
 * four times as many characters: what is sent to the sandbox and walked over there cannot.
 */
export interface TemplateCosts {
  /** Characters of source. The 156 distinct templates of published models that were measured have at most 17,773. */
  readonly characters: number;
  /** Nodes of syntax trees. The same templates have at most 1,466. */
  readonly nodes: number;
  /** Characters and list elements that folding constants reads. The same templates need at most 16,732. */
  readonly folded: number;
}

/** More than ten times what any known model needs for all of its templates. */
export const TEMPLATE_COSTS: TemplateCosts = { characters: 256 << 10, nodes: 32 << 10, folded: 1 << 20 };

const WHAT: Readonly<Record<keyof TemplateCosts, string>> = {
  characters: 'characters of chat templates',
  nodes: 'nodes in the syntax trees of chat templates',
  folded: 'characters read to work out constants of chat templates',
};

export class TemplateBudget {
  readonly #most: TemplateCosts;
  readonly #spent: Record<keyof TemplateCosts, number> = { characters: 0, nodes: 0, folded: 0 };

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

  /** What was exceeded, in words; null where nothing was. */
  get excess(): string | null {
    const costs = Object.keys(WHAT) as readonly (keyof TemplateCosts)[];
    const over = costs.find((cost) => this.#spent[cost] > this.#most[cost]);
    if (over === undefined) return null;
    return `expected at most ${String(this.#most[over])} ${WHAT[over]} in a file, found more: none has been judged beyond them`;
  }
}
