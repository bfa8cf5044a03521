/** What is known of the way on which a value comes to be printed. */
import type { Call, Expression, Macro } from '../syntax/nodes.ts';
import type { Place } from './places.ts';
import { changesLetters } from './spokenParts.ts';

/** What an expression is followed in. */
export interface Way {
  readonly place: Place;
  readonly isChanged: boolean;
  /** Of a list or a mapping one value alone is printed. */
  readonly isOne?: boolean;
  /** What messages say is printed where a macro is called with it. */
  readonly isArgument?: boolean;
  /** The macro whose body is followed, and what it is called with. */
  readonly call?: MacroCall | undefined;
}

export interface MacroCall {
  readonly macro: Macro;
  readonly args: ReadonlyMap<string, Expression>;
  /** What a spread gives is not. */
  readonly isKnown: boolean;
  /** Where it is called. */
  readonly way: Way;
}

/** A parameter of which it is known what this call gives. */
export function isOfCall(name: string, { macro, isKnown }: MacroCall): boolean {
  return isKnown && macro.parameters.some((parameter) => parameter.name === name);
}

/** By the names of parameters. What a spread gives is not known. */
export function argumentsOf({ parameters }: Macro, { args, named, spread }: Call): ReadonlyMap<string, Expression> {
  if (spread.length > 0) return new Map();
  const given = args.flatMap((arg, i): [string, Expression][] => {
    const name = parameters[i]?.name;
    return name === undefined ? [] : [[name, arg]];
  });
  return new Map([...given, ...named.filter(([name]) => parameters.some((parameter) => parameter.name === name))]);
}

/** On the way through `e`. */
export function changed(way: Way, e: Expression): Way {
  return way.isChanged || !changesLetters(e) ? way : { ...way, isChanged: true };
}
