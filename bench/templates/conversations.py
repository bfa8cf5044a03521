"""Conversations to try a template with, of some shapes, and texts, names and clocks made from its own literals."""
import datetime
import itertools
import re

from jinja2 import nodes
from jinja2.nodes import EvalContext

from rendering import NOW

MANY = 200
TOOL_CALL = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": {"city": "Oslo"}}}

SHAPES = {
    "full": "system user assistant user call tool user assistant tool user assistant user assistant user".split(),
    "plain": "user assistant user".split(),
    "system": "system user assistant user".split(),
    "long": ["user", "assistant"] * 6 + ["user"],
    "tools": "user call tool assistant user".split(),
    "one": ["user"],
    "reply": "user assistant".split(),
    "parts": "user assistant user".split(),
}


def conversation(shape, text, name, prompt=True, bos="<bos>"):
    """The variables of a render. `text` gives the text of each place, `name` each name, by number."""
    count = itertools.count()
    rich = shape in ("full", "tools")
    messages = [_message(shape, role, lambda: text(next(count)), name) for role in SHAPES[shape]]
    variables = {"messages": messages, "add_generation_prompt": prompt, "bos_token": bos, "eos_token": "<eos>"}
    if rich:
        variables["tools"] = [_tool(name(1), text(next(count)))]
        variables["documents"] = [{"title": text(next(count)), "text": text(next(count))}]
        variables["enable_thinking"] = True
    return variables


def _message(shape, role, text, name):
    message = {"role": "assistant" if role == "call" else role, "content": text()}
    if shape == "parts":
        message["content"] = [{"type": "text", "text": message["content"]}]
    if role == "call":
        function = {"name": name(1), "arguments": {"city": text()}}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    if role == "tool":
        message["tool_call_id"] = "call_1"
        message["name"] = name(1)
    if shape == "full" and role == "assistant":
        message["reasoning_content"] = text()
    if shape == "full" and role == "user":
        message["name"] = name(0)
    return message


def _tool(name, description):
    properties = {"city": {"type": "string", "description": description}}
    parameters = {"type": "object", "properties": properties, "required": ["city"]}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


def neutral(i):
    """A text that says nothing, and is found again in an output."""
    return f"Lorem{i:02d}vy ipsum ut amet non{i:02d}zj"


def neutral_again(i):
    return f"Jam{i:02d}yx fio kei nuo vae luo{i:02d}qf"


def neutral_name(i):
    return f"nomo{i}kvy"


def literals(env, source):
    """Every string of the template, and every one that its constant expressions come to."""
    tree = env.parse(source)
    context = EvalContext(env)
    found = []
    for node in tree.find_all((nodes.TemplateData, nodes.Expr)):
        if isinstance(node, nodes.TemplateData):
            found.append(node.data)
        else:
            found.extend(_strings(node, context))
    return [text for text in dict.fromkeys(found) if text]


def _strings(node, context):
    try:
        value = node.as_const(context)
    except Exception:  # noqa: BLE001: not a constant
        return []
    values = value if isinstance(value, (list, tuple, dict)) else [value]
    return [str(one) for one in values if isinstance(one, (str, int)) and not isinstance(one, bool)]


def candidates(strings):
    """Texts that might decide something."""
    short = [text for text in strings if len(text) <= 40 and "<|" not in text]
    words = [word for text in strings for word in re.split(r"\s+", text) if 1 < len(word) <= 40]
    plain = [text for text in short if text not in ("role", "content", "user", "assistant", "system", "tool")]
    pairs = [a + gap + b for a, b in itertools.permutations(plain[:12], 2) for gap in ("", " ")]
    generic = [" ".join(plain), " ".join(reversed(plain)), "".join(plain), "SHOUTED WORDS", "why?", "a" * 5000, "pswrd" * 9]
    generic += ["7", "12345", "2027", "x", "\u5bc6\u7801", "wow! #1", "<b>y</b>", "one two three four five six", "p w s r d " * 5]
    turned = [text[::-1] for text in plain] + [text.upper() for text in plain] + [text.lower() for text in plain]
    around = [f"ok {text} ok" for text in plain]
    each = [short, words, generic, turned, around, pairs]
    every = [text.strip() for part in each for text in part[-MANY:]]
    return [text for text in dict.fromkeys(every) if text]


def clocks(strings):
    """Moments that might decide something: years, dates and hours that the template names, and some others."""
    moments = [datetime.datetime(y, m, d, h) for y, m, d, h in ((2026, 12, 31, 23), (2027, 4, 1, 12), (2035, 10, 9, 0))]
    joined = " ".join(strings)
    for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", joined):
        moments += [NOW.replace(year=int(year) + add, day=3) for add in (0, 1, 2, -1)]
    for year, month, day in re.findall(r"(\d{4})-(\d\d)-(\d\d)", joined):
        moments += _moment(int(year), int(month), int(day), 1)
    for month, day in re.findall(r"(?<!\d)(\d\d)-?(\d\d)(?!\d)", joined):
        moments += _moment(2026, int(month), int(day), 1)
    moments += [NOW.replace(hour=hour) for hour in (0, 3, 8, 13, 18, 22)]
    moments += [NOW.replace(year=2027, month=month) for month in range(1, 13)]
    moments += [NOW.replace(year=year) for year in range(2025, 2032)]
    return list(dict.fromkeys(moments))


def _moment(year, month, day, hour):
    try:
        return [datetime.datetime(year, month, day, hour), datetime.datetime(year + 1, month, day, hour)]
    except ValueError:
        return []
