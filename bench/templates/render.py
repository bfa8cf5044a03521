"""
Renders templates with real jinja2, set up as Hugging Face transformers does, but that lists may change. Reads a JSON object a line and answers with one:

    {"source": "…", "scenes": [{"variables": {…}, "now": 564695220000}]}    [{"text": "…"}, {"error": "TypeError"}, {"limit": "time"}]

`now` is in milliseconds since 1970; dates are in UTC. A scene with a `clock` in its place has that text for every format that asks for a moment.
"""
import datetime
import json
import resource
import sys

import rendering

MEMORY_BYTES = 2 << 30


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    env = rendering.environment(lets_lists_change=True)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(_answers(env, question["source"], question["scenes"])), flush=True)


def _answers(env, source, scenes):
    try:
        compiled = rendering.Compiled(env, source)
    except Exception as error:  # noqa: BLE001: a template that jinja2 refuses
        return [{"error": type(error).__name__}] * len(scenes)
    return [_answer(compiled, scene) for scene in scenes]


def _answer(compiled, scene):
    result = rendering.Render()
    if compiled.template is None:
        return {"limit": compiled.record.cost}
    with rendering._limits(result, (MemoryError, OverflowError, RecursionError), Exception):
        # Macros see the globals of the template, and not what is given to the render alone.
        compiled.template.globals["strftime_now"] = _strftime_now(scene)
        result.output = rendering._collected(compiled.template.generate(scene["variables"]))
    if result.cost is not None:
        return {"limit": result.cost}
    return {"text": result.output} if result.error is None else {"error": result.error}


def _strftime_now(scene):
    if "clock" in scene:
        return lambda form: scene["clock"] if "%" in form else form
    return datetime.datetime.fromtimestamp(scene["now"] / 1000, datetime.timezone.utc).replace(tzinfo=None).strftime


if __name__ == "__main__":
    main()
