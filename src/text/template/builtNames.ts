import { quoted } from '../../core/printable.ts';
import { operatorOf, reaches, walk, type TemplateNode } from './ast.ts';
import { attributeNames, isInside } from './attributeWalk.ts';
import type { Constants } from './constants.ts';
import type { TemplateProblem } from './problem.ts';

/** Attributes whose names are put together, and strings that come to a forbidden name wherever they are put together. */
export function builtNames(root: TemplateNode, constants: Constants): readonly TemplateProblem[] {
  const found = new Set<string>();
  const isBuilt = builtFrom(reaches(({ type }) => type === 'StringLiteral'));
  walk(root, (node) => {
    for (const name of attributeNames(node)) if (isBuilt(name)) found.add(shown(name, constants));
    const text = node.type === 'StringLiteral' ? undefined : constants.text(node);
    if (text !== undefined && isInside(text) && isBuilt(node)) found.add(quoted(text, 60));
  });
  if (found.size === 0) return [];
  const names = [...found].slice(0, 5).join(', ');
  return [{ rule: 'template/built-name', message: `expected each name as one literal, found ${names} put together` }];
}

function shown(name: TemplateNode, constants: Constants): string {
  const text = constants.text(name);
  return text === undefined ? 'a name' : quoted(text, 60);
}

/** Concatenation with a string in it, or a filter or method over a string literal: arithmetic on an index is neither. */
function builtFrom(hasString: (node: TemplateNode) => boolean): (node: TemplateNode) => boolean {
  return (node) => {
    if (node.type === 'BinaryExpression') return ['~', '+', '%', '*'].includes(operatorOf(node)) && hasString(node);
    return (node.type === 'FilterExpression' || node.type === 'CallExpression') && hasString(node);
  };
}
