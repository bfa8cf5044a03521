/** The symbols of each scope of a template, worked out when it is first entered. */
import type { Body, CallBlock, For, Macro, Node, With } from '../syntax/nodes.ts';
import { Symbols, visitParameters } from './symbols.ts';
import { undeclaredIn } from './undeclared.ts';
import type { Takes } from './macro.ts';

/** Which of the scopes of a statement: a loop has three. */
type Which = 'body' | 'test' | 'otherwise';

export class Scopes {
  readonly #known = new Map<Node, Map<Which, Symbols>>();
  readonly #takes = new Map<Node, Takes>();
  readonly #body: Body;
  #root: Symbols | null = null;

  constructor(body: Body) {
    this.#body = body;
  }

  /** Of the template itself. */
  get root(): Symbols {
    if (this.#root) return this.#root;
    const symbols = new Symbols(null);
    symbols.visit(this.#body);
    return (this.#root = symbols);
  }

  /** Of a block with a body and nothing else. */
  block(node: Node & { readonly body: Body }, parent: Symbols): Symbols {
    return this.#of(node, 'body', parent, (symbols) => {
      symbols.visit(node.body);
      if (node.kind === 'filter-block') for (const filter of node.filters) symbols.visitExpression(filter);
    });
  }

  loop(node: For, which: Which, parent: Symbols): Symbols {
    return this.#of(node, which, parent, (symbols) => {
      if (which === 'otherwise') symbols.visit(node.otherwise);
      else visitLoop(symbols, node, which);
    });
  }

  with(node: With, parent: Symbols): Symbols {
    return this.#of(node, 'body', parent, (symbols) => {
      for (const [target] of node.bindings) symbols.visitTarget(target, true);
      symbols.visit(node.body);
    });
  }

  macro(node: Macro | CallBlock, parent: Symbols): Symbols {
    return this.#of(node, 'body', parent, (symbols) => {
      const { caller, kwargs, varargs } = this.takes(node);
      const own = new Set(node.parameters.map(({ name }) => name));
      for (const [name, isTaken] of Object.entries({ caller, kwargs, varargs }))
        if (isTaken && !own.has(name)) symbols.declare(name);
      visitParameters(symbols, node.parameters);
      symbols.visit(node.body);
    });
  }

  /** What the body of a macro asks for beside its parameters. */
  takes(node: Macro | CallBlock): Takes {
    const known = this.#takes.get(node);
    if (known) return known;
    const names = undeclaredIn(node.body, ['caller', 'kwargs', 'varargs']);
    const has = (name: string): boolean => node.parameters.some((parameter) => parameter.name === name);
    const takes = {
      caller: names.has('caller'),
      kwargs: names.has('kwargs') && !has('kwargs'),
      varargs: names.has('varargs') && !has('varargs'),
    };
    this.#takes.set(node, takes);
    return takes;
  }

  #of(node: Node, which: Which, parent: Symbols, visit: (symbols: Symbols) => void): Symbols {
    const scopes = this.#known.get(node) ?? new Map<Which, Symbols>();
    this.#known.set(node, scopes);
    const known = scopes.get(which);
    if (known) return known;
    const symbols = new Symbols(parent);
    visit(symbols);
    scopes.set(which, symbols);
    return symbols;
  }
}

function visitLoop(symbols: Symbols, node: For, which: Which): void {
  if (which === 'body' && hasLoop(node)) symbols.declare('loop');
  symbols.visitTarget(node.target, true);
  if (which === 'body') symbols.visit(node.body);
  else if (node.test) symbols.visitExpression(node.test);
}

/** Whether the body asks for `loop`. */
function hasLoop(node: For): boolean {
  return node.recursive || undeclaredIn(node.body, ['loop']).has('loop');
}
