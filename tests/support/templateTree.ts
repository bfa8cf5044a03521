import type {
  Arguments,
  Body,
  Expression,
  Filter,
  Parameter,
  Statement,
  Target,
} from '../../src/text/template/syntax/nodes.ts';

/** A template's tree as `tests/fixtures/jinja2/make_trees.py` writes jinja2's: nested lists, the kind of a node first. */
export function treeOf(body: Body): unknown {
  return body.map(statementTree);
}

const given = ({ args, named, spread }: Arguments): readonly unknown[] => [
  args.map(expressionTree),
  named.map(([name, value]) => [name, expressionTree(value)]),
  spread.map(expressionTree),
];

function expressionTree(e: Expression | null): unknown {
  if (e === null) return null;
  switch (e.kind) {
    case 'name':
      return ['name', e.name];
    case 'literal':
      return ['literal', e.value];
    case 'list':
    case 'tuple':
      return [e.kind, e.items.map(expressionTree)];
    case 'dict':
      return ['dict', e.pairs.map((pair) => pair.map(expressionTree))];
    case 'member':
      return ['member', expressionTree(e.object), e.name];
    case 'index':
      return ['index', expressionTree(e.object), expressionTree(e.key)];
    case 'slice':
      return ['slice', ...[e.object, e.from, e.to, e.step].map(expressionTree)];
    case 'call':
      return ['call', expressionTree(e.callee), ...given(e)];
    case 'filter':
      return ['filter', expressionTree(e.operand), e.name, ...given(e)];
    case 'test': {
      const test = ['test', expressionTree(e.operand), e.name, ...given(e)];
      return e.negated ? ['unary', 'not', test] : test;
    }
    case 'unary':
      return ['unary', e.operator, expressionTree(e.operand)];
    case 'binary':
      return ['binary', e.operator, expressionTree(e.left), expressionTree(e.right)];
    case 'compare':
      return [
        'compare',
        expressionTree(e.first),
        e.rest.map(([operator, operand]) => [operator, expressionTree(operand)]),
      ];
    case 'ternary':
      return ['ternary', ...[e.test, e.then, e.otherwise].map(expressionTree)];
  }
}

function targetTree(target: Target): unknown {
  return target.kind === 'targets' ? ['targets', target.items.map(targetTree)] : expressionTree(target);
}

const filterTree = (filter: Filter): unknown => [filter.name, ...given(filter)];
const parameterTree = ({ name, otherwise }: Parameter): unknown => [name, expressionTree(otherwise)];

function statementTree(s: Statement): unknown {
  switch (s.kind) {
    case 'text':
      return ['text', s.text];
    case 'output':
    case 'do':
      return [s.kind, expressionTree(s.value)];
    case 'if':
      return ['if', s.branches.map(([test, body]) => [expressionTree(test), treeOf(body)]), treeOf(s.otherwise)];
    case 'for': {
      const head = [targetTree(s.target), expressionTree(s.items), expressionTree(s.test), s.recursive];
      return ['for', ...head, treeOf(s.body), treeOf(s.otherwise)];
    }
    case 'set':
      return ['set', targetTree(s.target), expressionTree(s.value)];
    case 'set-block':
      return ['set-block', targetTree(s.target), s.filters.map(filterTree), treeOf(s.body)];
    case 'macro':
      return ['macro', s.name, s.parameters.map(parameterTree), treeOf(s.body)];
    case 'call-block':
      return ['call-block', s.parameters.map(parameterTree), expressionTree(s.call), treeOf(s.body)];
    case 'filter-block':
      return ['filter-block', s.filters.map(filterTree), treeOf(s.body)];
    case 'with':
      return ['with', s.bindings.map(([target, value]) => [targetTree(target), expressionTree(value)]), treeOf(s.body)];
    case 'generation':
      return ['generation', treeOf(s.body)];
    case 'foreign':
    case 'break':
    case 'continue':
      return [s.kind];
  }
}
