"""
Says with real jinja2 what a template does to conversations. Reads a JSON object a line and answers with one:

    {"source": "…"}                                             {"witness": {…}} or {"witness": null}
    {"source": "…", "witness": {…}, "texts": [[from, to]], "roles": [[from, to]]}    {"holds": true}

A question is answered in a process of its own, under limits of time and memory. `texts` and `roles` are what a rewriting has put in
place of a trigger and of a role: the conversation of the witness is changed along.
"""
import json
import os
import resource
import select
import signal
import sys
import time

from effects import find_witness, holds
from rendering import OverLimit, environment

CPU_SECONDS = {"find": 60, "confirm": 5}
WALL_SECONDS = {"find": 120, "confirm": 20}
MEMORY_BYTES = 1 << 30


def main():
    env = environment()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(env, json.loads(line))), flush=True)


def _answer(env, question):
    kind = "confirm" if "witness" in question else "find"
    lines, ended = _in_child(lambda say: _work(env, question, say), kind)
    last = lines[-1] if lines else {}
    if "answer" in last:
        return last["answer"]
    # The process was killed: what it was at costs too much.
    if kind == "find":
        return {"witness": last.get("at"), "ended": ended}
    return {"holds": question["witness"]["effect"] == "cost" and ended == "limit", "ended": ended}


def _work(env, question, say):
    try:
        if "witness" not in question:
            say({"answer": {"witness": find_witness(env, question["source"], lambda at: say({"at": at}))}})
            return
        witness = _substituted(question["witness"], question.get("texts", []), question.get("roles", []))
        say({"answer": {"holds": holds(env, question["source"], witness)}})
    except (MemoryError, OverLimit):
        # As if it had been killed: what it was at costs too much.
        os._exit(1)
    except Exception as error:  # noqa: BLE001: a template that jinja2 refuses
        say({"answer": {"witness": None, "holds": False, "error": f"{type(error).__name__}: {error}"[:200]}})


def _substituted(witness, texts, roles):
    changed = dict(witness)
    for field in ("plain", "variables", "silent"):
        if witness.get(field):
            changed[field] = _changed(witness[field], texts, dict(roles))
    return changed


def _changed(value, texts, roles, key=None):
    if isinstance(value, dict):
        return {name: _changed(one, texts, roles, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_changed(one, texts, roles) for one in value]
    if not isinstance(value, str):
        return value
    if key == "role":
        return roles.get(value, value)
    for old, new in texts:
        value = value.replace(old, new)
    return value


def _in_child(work, kind):
    """Runs `work` in a fork; gives what it said, and `done` or `limit`."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS[kind], CPU_SECONDS[kind] + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with os.fdopen(writing, "w") as out:
            work(lambda said: print(json.dumps(said), file=out, flush=True))
        os._exit(0)
    os.close(writing)
    data = _read_all(reading, time.monotonic() + WALL_SECONDS[kind], child)
    _, status = os.waitpid(child, 0)
    lines = [json.loads(line) for line in data.split("\n")[:-1]]
    return lines, "done" if status == 0 else "limit"


def _read_all(reading, deadline, child):
    chunks = []
    while True:
        ready, _, _ = select.select([reading], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            break
        chunk = os.read(reading, 1 << 16)
        if not chunk:
            break
        chunks.append(chunk)
    os.close(reading)
    return b"".join(chunks).decode()


if __name__ == "__main__":
    main()
