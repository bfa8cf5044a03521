/** Another role, or one role alone, for what decides. */
import { attribute, binary, index, list, method, string, test, when } from '../build.ts';
import type { Expression } from '../nodes.ts';
import { ofExpression, ofStatement, type Rewriting } from '../rewriting.ts';
import { messageOf } from '../scopes.ts';
import { namesIn, sitesOf } from '../trees.ts';

const ROLES = ['user', 'assistant', 'system', 'tool'];

const others = ROLES.map((role) =>
  ofExpression(`role/${role} in its place`, ({ node, statement }) => {
    if (node.kind !== 'string' || node.value === role || !ROLES.includes(node.value)) return null;
    if (namesIn(statement).has('add_generation_prompt')) return null;
    return { node: string(role), substitution: { roles: [[node.value, role]] } };
  }),
);

const CONDITIONS: Readonly<Record<string, (message: Expression, role: string) => Expression>> = {
  equal: (message, role) => binary('==', attribute(message, 'role'), string(role)),
  'by index': (message, role) => binary('==', index(message, string('role')), string(role)),
  'by get': (message, role) => binary('==', string(role), method(message, 'get', string('role'))),
  among: (message, role) => binary('in', attribute(message, 'role'), list(string(role), string('function'))),
  test: (message, role) => test(attribute(message, 'role'), 'eq', string(role)),
  'not the others': (message, role) =>
    binary('not in', attribute(message, 'role'), list(...ROLES.filter((other) => other !== role).map(string))),
  'first letter': (message, role) =>
    binary('==', index(attribute(message, 'role'), { kind: 'number', text: '0' }), string(role.charAt(0))),
};

/** `if` that asks for a role too. */
const gates = Object.entries(CONDITIONS).map(([form, write]) =>
  ofStatement(`role/only, ${form}`, ({ node, above, rng }) => {
    const message = messageOf(above);
    if (!message || (node.kind !== 'if' && node.kind !== 'for') || sitesOf(node, 'set', 'macro').length > 0)
      return null;
    const condition = write(message, rng.pick(ROLES));
    const joined = node.kind === 'if' && node.otherwise.length === 0 && rng.float64() < 0.7;
    return { statements: [joined ? { ...node, test: binary('and', condition, node.test) } : when(condition, [node])] };
  }),
);

/** A rewriting for each role and each way to ask for one. */
export const ROLE_CHANGES: readonly Rewriting[] = [...others, ...gates];
