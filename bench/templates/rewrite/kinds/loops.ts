/** A condition found out by a loop beforehand: over words, characters, windows, items of a message. */
import {
  attribute,
  binary,
  call,
  filter,
  index,
  list,
  loop,
  method,
  name,
  namespace,
  number,
  set,
  slice,
  string,
  when,
} from '../build.ts';
import type { Expression, Statement } from '../nodes.ts';
import { ofExpression, type Replacement, type Rewriting } from '../rewriting.ts';

type Form = (part: Expression, whole: Expression, fresh: () => string) => Replacement;

/** A flag in a namespace, set by `body`. */
function flagged(fresh: () => string, body: (raise: Statement) => readonly Statement[]): Replacement {
  const [space, member] = [name(fresh()), fresh()];
  const flag = attribute(space, member);
  return { node: flag, before: [set(space, namespace(member, name('false'))), ...body(set(flag, name('true')))] };
}

const length = (value: Expression): Expression => filter(value, 'length');

/** `whole[i:i + n]`, for every i. */
function windows(part: Expression, whole: Expression, at: Expression): Expression {
  return index(whole, { kind: 'slice', parts: [at, binary('+', at, length(part))] });
}

const FORMS: Readonly<Record<string, Form>> = {
  words: (part, whole, fresh) =>
    flagged(fresh, (raise) => {
      const word = name(fresh());
      return [loop(word, method(whole, 'split', string(' ')), [when(binary('==', word, part), [raise])])];
    }),
  'words with a condition': (part, whole, fresh) =>
    flagged(fresh, (raise) => {
      const word = name(fresh());
      return [loop(word, method(whole, 'split'), [raise], binary('in', part, word))];
    }),
  windows: (part, whole, fresh) =>
    flagged(fresh, (raise) => {
      const at = name(fresh());
      return [
        loop(at, call(name('range'), length(whole)), [when(binary('==', windows(part, whole, at), part), [raise])]),
      ];
    }),
  'parts after the first': (part, whole, fresh) =>
    flagged(fresh, (raise) => [loop(name(fresh()), slice(method(whole, 'split', part), 1, null), [raise])]),
  'as often as it counts': (part, whole, fresh) =>
    flagged(fresh, (raise) => [loop(name(fresh()), call(name('range'), method(whole, 'count', part)), [raise])]),
  'characters gathered': (part, whole, fresh) => {
    const [space, one, member] = [name(fresh()), name(fresh()), fresh()];
    const gathered = attribute(space, member);
    const grown = set(gathered, binary('~', gathered, one));
    return {
      node: binary('in', part, gathered),
      before: [set(space, namespace(member, string(''))), loop(one, whole, [grown])],
    };
  },
  'characters gathered backwards': (part, whole, fresh) => {
    const [space, one, member] = [name(fresh()), name(fresh()), fresh()];
    const gathered = attribute(space, member);
    const grown = set(gathered, binary('~', one, gathered));
    const node = binary('in', filter(part, 'reverse'), gathered);
    return { node, before: [set(space, namespace(member, string(''))), loop(one, whole, [grown])] };
  },
  'characters counted': (part, whole, fresh) => {
    const [space, one, member] = [name(fresh()), name(fresh()), fresh()];
    const hits = attribute(space, member);
    const grown = set(hits, binary('+', hits, number(1)));
    const test = loop(one, whole, [when(binary('in', one, part), [grown])]);
    return { node: binary('>=', hits, length(part)), before: [set(space, namespace(member, number(0))), test] };
  },
  'matched one by one': (part, whole, fresh) => {
    const [space, one, member] = [name(fresh()), name(fresh()), fresh()];
    const at = attribute(space, member);
    const isNext = binary('and', binary('<', at, length(part)), binary('==', one, index(part, at)));
    const matched = loop(one, whole, [when(isNext, [set(at, binary('+', at, number(1)))])]);
    return { node: binary('==', at, length(part)), before: [set(space, namespace(member, number(0))), matched] };
  },
  'list of one tried': (part, whole, fresh) =>
    flagged(fresh, (raise) => {
      const one = name(fresh());
      return [loop(one, list(string('\u0000'), part), [when(binary('in', one, whole), [raise])])];
    }),
};

const membership = Object.entries(FORMS).map(([form, write]) =>
  ofExpression(`found by a loop/${form}`, ({ node, fresh }) =>
    node.kind === 'binary' && (node.operator === 'in' || node.operator === '==')
      ? write(node.operator === 'in' ? node.left : node.right, node.operator === 'in' ? node.right : node.left, fresh)
      : null,
  ),
);

/** `m.content`, found among the items of `m` by a loop. */
const ITEMS: Readonly<Record<string, (object: Expression, key: string, fresh: () => string) => Replacement>> = {
  items: (object, key, fresh) => {
    const [space, member, k, v] = [name(fresh()), fresh(), name(fresh()), name(fresh())];
    const kept = when(binary('==', k, string(key)), [set(attribute(space, member), v)]);
    const pairs: Expression = { kind: 'tuple', items: [k, v] };
    return {
      node: attribute(space, member),
      before: [set(space, namespace(member, string(''))), loop(pairs, method(object, 'items'), [kept])],
    };
  },
  keys: (object, key, fresh) => {
    const [space, member, k] = [name(fresh()), fresh(), name(fresh())];
    const kept = set(attribute(space, member), index(object, k));
    const isKey = method(k, 'startswith', string(key.slice(0, 4)));
    return {
      node: attribute(space, member),
      before: [set(space, namespace(member, string(''))), loop(k, object, [kept], isKey)],
    };
  },
  'key from a list': (object, key, fresh) => {
    const [space, member, k] = [name(fresh()), fresh(), name(fresh())];
    const kept = set(attribute(space, member), index(object, k));
    return {
      node: attribute(space, member),
      before: [set(space, namespace(member, string(''))), loop(k, list(string(key)), [kept])],
    };
  },
  'all values joined': (object, _key, fresh) => {
    const [space, member, v] = [name(fresh()), fresh(), name(fresh())];
    const joined = set(attribute(space, member), binary('~', attribute(space, member), v));
    return {
      node: attribute(space, member),
      before: [set(space, namespace(member, string(''))), loop(v, method(object, 'values'), [joined])],
    };
  },
};

const items = Object.entries(ITEMS).map(([form, write]) =>
  ofExpression(`found among items/${form}`, ({ node, fresh }) =>
    node.kind === 'attribute' ? write(node.object, node.name, fresh) : null,
  ),
);

/** A rewriting for each form. */
export const LOOPS: readonly Rewriting[] = [...membership, ...items];
