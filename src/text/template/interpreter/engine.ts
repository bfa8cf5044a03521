/** Filters and tests by name. */
import { PythonError } from './errors.ts';
import type { Engine, Filter } from './filter.ts';
import { JSON_FILTERS } from './json.ts';
import { LAZY_FILTERS } from './lazyFilters.ts';
import { LIST_FILTERS } from './listFilters.ts';
import { NUMBER_FILTERS } from './numberFilters.ts';
import { OTHER_FILTERS } from './otherFilters.ts';
import { TESTS } from './tests.ts';
import { TEXT_FILTERS } from './textFilters.ts';
import { work } from './work.ts';

const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...TEXT_FILTERS,
  ...LIST_FILTERS,
  ...LAZY_FILTERS,
  ...NUMBER_FILTERS,
  ...JSON_FILTERS,
  ...OTHER_FILTERS,
]);

function unknown(what: 'filter' | 'test', name: string): PythonError {
  return new PythonError('TemplateRuntimeError', `No ${what} named '${name}' found.`);
}

/** Those of jinja2, and `tojson` as transformers has it. */
export const ENGINE: Engine = {
  filter: (name, value, given) => {
    work();
    const filter = FILTERS.get(name);
    if (!filter) throw unknown('filter', name);
    return filter(value, given, ENGINE, name);
  },
  test: (name, value, given) => {
    work();
    const test = TESTS.get(name);
    if (!test) throw unknown('test', name);
    return test(value, given, ENGINE, name);
  },
  hasFilter: (name) => FILTERS.has(name),
  hasTest: (name) => TESTS.has(name),
};
