"""
Writes tests/fixtures/jinja2/interpreter.json: what jinja2, set up as transformers does, makes of the templates and expressions of sources.txt, and of
each operator, test and filter between values of every type.

    build/templates-python/bin/python bench/templates/interpreter/answers.py

An answer is a text, or null where jinja2 refuses.
"""
import datetime
import itertools
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import rendering  # noqa: E402

TARGET = HERE.parents[2] / "tests" / "fixtures" / "jinja2" / "interpreter.json"
# Where an object stands in memory differs each time.
ADDRESS = re.compile(r"0x7[0-9a-f]{11}")
NOW = datetime.datetime(2027, 1, 3, 16, 5, 9)
VARIABLES = {
    "m": [{"role": "user", "content": "Hi 😀 there "}, {"role": "assistant", "content": "two"}, {"role": "user", "content": ""}],
    "n": 3,
    "f": 2.5,
    "s": "Hello World",
    "l": [3, 1, 2],
    "d": {"b": 1, "a": "x"},
}

VALUES = ["none", "true", "0", "-3", "2.5", "'ab'", "'<' | safe", "[1, 'ab']", "(2,)", "{'ab': 1}", "range(2)", "x"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in", "and", "or"]
FILTERS = (
    "abs capitalize count default dictsort escape filesizeformat first float groupby('a') indent int items|list join last length list lower "
    "map('string')|list max min replace('a','b') reject|list reverse|list round safe select|list sort string sum title tojson trim truncate(5) unique|list "
    "upper urlencode wordcount batch(2)|list slice(2)|list center(5) striptags forceescape xmlattr attr('upper')"
).split(" ")
TESTS = (
    "boolean callable defined escaped even false float integer iterable lower mapping none number odd sequence string true undefined upper "
    "divisibleby(2) eq(1) in([1,'ab']) lt(1) sameas(none)"
).split(" ")


def pairs():
    for (a, b), operator in itertools.product(itertools.product(VALUES, VALUES), OPERATORS):
        yield f"({a}) {operator} ({b})"


def applied():
    for value, filter_ in itertools.product(VALUES, FILTERS):
        yield f"({value}) | {filter_}"
    for value, test in itertools.product(VALUES, TESTS):
        yield f"({value}) is {test}"
    for value, then in itertools.product(VALUES, ["[0]", "['ab']", ".ab", "[1:]", "[-1]", "()", ".upper()"]):
        yield f"({value}){then}"


def written():
    for line in (HERE / "sources.txt").read_text(encoding="utf8").split("\n"):
        if line and not line.startswith("# "):
            yield line


def template(source):
    return source if "{%" in source or "{{" in source else "{{ " + source + " }}"


def answer(env, source):
    try:
        compiled = rendering.Compiled(env, template(source))
        result = rendering.render(compiled, VARIABLES, NOW)
    except Exception:  # noqa: BLE001: a template that jinja2 refuses
        return None
    return None if result.error or result.cost else ADDRESS.sub("0x7f0000000000", result.output)


def main():
    env = rendering.environment(lets_lists_change=True)
    sources = list(dict.fromkeys([*written(), *pairs(), *applied()]))
    lines = [json.dumps([template(each), answer(env, each)], ensure_ascii=False) for each in sources]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf8")
    print(len(sources))


if __name__ == "__main__":
    main()
