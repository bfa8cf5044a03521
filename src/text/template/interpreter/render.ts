/** A template, rendered once: within the steps that whoever calls it has set, see `../steps.ts`. */
import { Executor } from './execute.ts';
import { Frame } from './frame.ts';
import { globalsAt, TemplateReference, type Clock } from './globals.ts';
import { Output } from './output.ts';
import type { Program } from './program.ts';
import type { Value } from './values.ts';

export interface Given {
  readonly variables: ReadonlyMap<string, Value>;
  readonly clock: Clock;
  /** Characters of output. */
  readonly most: number;
}

/** Throws what Python would raise, and NotTried for what nothing here does. */
export function render(program: Program, { variables, clock, most }: Given): string {
  const { body, scopes } = program;
  // What a reader calls `self` is out of reach.
  const given = new Map<string, Value>([...globalsAt(clock), ...variables, ['self', new TemplateReference()]]);
  const frame = new Frame(scopes.root, { program, given }, null);
  const out = new Output(most);
  frame.enter();
  new Executor(scopes).body(body, frame, out);
  return out.text;
}
