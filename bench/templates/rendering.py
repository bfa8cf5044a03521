"""Renders a template as Hugging Face transformers does, under limits, and records what it reaches for."""
import contextlib
import datetime
import json
import re
import signal

from jinja2 import Undefined, nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.loaders import BaseLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

RENDER_SECONDS = 1.0
OUTPUT_CHARACTERS = 1_000_000
NOW = datetime.datetime(2024, 2, 3, 4, 5, 6)

DUNDER = re.compile(r"^__\w+__$")
UNSAFE_NAMES = frozenset(
    "gi_frame gi_code gi_yieldfrom cr_frame cr_code ag_frame ag_code f_globals f_locals f_builtins f_back f_code "
    "func_globals func_code tb_frame tb_next mro im_func im_self".split()
)
DANGEROUS_CALLS = frozenset(
    "getattr setattr open eval exec execfile compile globals locals vars breakpoint input help dir __import__ "
    "importlib marshal pickle os sys subprocess builtins pty shutil socket ctypes type object".split()
)
OBJECT_REPR = re.compile(r"<(?:class|function|bound method|built-in|module|generator|jinja2\.|Cycler|Joiner|.{1,60} at 0x)")


class OverLimit(BaseException):
    """The render took more time or wrote more than a template may."""


class Render:
    """What came of one render: its output or error, and what was recorded meanwhile."""

    def __init__(self):
        self.output = ""
        self.error = None
        self.internals = set()
        self.cost = None
        self.dates = {}

    def shown(self):
        """The output, or in its place what went wrong."""
        return self.output if self.error is None else "!" + self.error


_current = Render()


class RecordingUndefined(Undefined):
    """An undefined name; calling a dangerous one is recorded."""

    def _note(self):
        if self._undefined_name in DANGEROUS_CALLS:
            _current.internals.add("name " + str(self._undefined_name))

    def __call__(self, *args, **kwargs):
        self._note()
        return self._fail_with_undefined_error(*args, **kwargs)

    def __getattr__(self, name):
        self._note()
        return super().__getattr__(name)

    def __getitem__(self, name):
        self._note()
        return self._fail_with_undefined_error(name)


class RecordingEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox of transformers, with a record of names and callables that lead out of it."""

    lets_lists_change = False

    def is_safe_attribute(self, obj, attr, value):
        sandbox = SandboxedEnvironment if self.lets_lists_change else ImmutableSandboxedEnvironment
        return sandbox.is_safe_attribute(self, obj, attr, value)

    def _note(self, obj, name):
        text = str(name) if isinstance(name, str) else ""
        if isinstance(obj, dict) and text in obj:
            return
        if DUNDER.match(text) or text in UNSAFE_NAMES:
            _current.internals.add("attribute " + text)

    def getattr(self, obj, attribute):
        self._note(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj, argument):
        self._note(obj, argument)
        return super().getitem(obj, argument)

    def unsafe_undefined(self, obj, attribute):
        _current.internals.add("attribute " + attribute)
        return super().unsafe_undefined(obj, attribute)

    def is_safe_callable(self, obj):
        safe = super().is_safe_callable(obj)
        if not safe:
            _current.internals.add("call")
        return safe


class RecordingLoader(BaseLoader):
    """Files are there for nobody: asking for one is recorded."""

    def get_source(self, environment, template):
        _current.internals.add("file")
        return "", template, lambda: True


class Generation(Extension):
    """The tag of transformers that marks what the assistant says."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_said"), [], [], body).set_lineno(line)

    def _said(self, caller):
        return caller()


def environment(lets_lists_change=False):
    """One environment for all renders of a process. The sandbox of transformers refuses `append`; other readers do not."""
    env = RecordingEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Generation, loopcontrols],
        undefined=RecordingUndefined,
        loader=RecordingLoader(),
    )
    env.lets_lists_change = lets_lists_change
    env.filters["tojson"] = _tojson
    env.filters["attr"] = _attr(env.filters["attr"])
    env.globals["raise_exception"] = _raise
    return env


def _attr(original):
    def recorded(env, obj, name):
        env._note(obj, name)
        return original(env, obj, name)

    recorded.jinja_pass_arg = original.jinja_pass_arg
    return recorded


def _tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def _raise(message):
    raise TemplateError(message)


class Compiled:
    """A template, and what it reached for while it was compiled: jinja2 works out constants then."""

    def __init__(self, env, source):
        global _current
        _current = self.record = Render()
        self.template = None
        with _limits(self.record, (MemoryError, OverflowError, RecursionError)):
            self.template = env.from_string(source)


@contextlib.contextmanager
def _limits(result, costs, others=()):
    """Stops what takes too long; notes in `result` what was raised."""
    signal.signal(signal.SIGVTALRM, _over)
    signal.setitimer(signal.ITIMER_VIRTUAL, RENDER_SECONDS)
    try:
        yield
    except OverLimit as limit:
        result.cost = str(limit)
    except costs as error:
        result.cost = type(error).__name__
    except others as error:
        result.error = type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def render(compiled, variables, now=NOW):
    """Renders once. Errors, limits and records are in what is returned."""
    global _current
    _current = result = Render()
    template = compiled.template
    result.internals |= compiled.record.internals
    if template is None:
        result.cost = compiled.record.cost
        return result

    def strftime_now(form):
        result.dates[form] = now.strftime(form)
        return result.dates[form]

    date = now.strftime("%d %b %Y")
    result.dates["date_string"] = date
    with _limits(result, (MemoryError, OverflowError, RecursionError), Exception):
        # Macros see the globals of the template, and not what is given to the render alone.
        template.globals["strftime_now"] = strftime_now
        result.output = _collected(template.generate(date_string=date, **variables))
    if result.error is None and OBJECT_REPR.search(result.output):
        result.internals.add("object")
    return result


def _over(_signal, _frame):
    raise OverLimit("time")


def _collected(chunks):
    parts, size = [], 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > OUTPUT_CHARACTERS:
            raise OverLimit("output")
    return "".join(parts)
