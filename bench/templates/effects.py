"""What a hostile template does, found by trying conversations and seen again in a rewriting."""
import datetime
import json
import re
import unicodedata

from conversations import (
    SHAPES,
    candidates,
    clocks,
    conversation,
    literals,
    neutral,
    neutral_again,
    neutral_name,
)
from rendering import NOW, Compiled, render

PLACES = 40
ALONE = 40
INVISIBLE = re.compile("[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")


def find_witness(env, source, progress):
    """The first witness of an effect, the worst effect first; None where nothing is seen."""
    progress({"effect": "cost", "variables": _base("plain", True)})
    template = Compiled(env, source)
    strings = literals(env, source)
    for finder in (_found_plainly, _found_by_text, _found_by_clock, _found_by_speech, _found_by_drop):
        witness = finder(template, strings, progress)
        if witness:
            return witness
    return None


def _shapes():
    for shape in SHAPES:
        for prompt in (True, False):
            yield shape, prompt


def _base(shape, prompt, **more):
    return conversation(shape, neutral, neutral_name, prompt, **more)


def _found_plainly(template, _strings, progress):
    for shape, prompt in _shapes():
        for bos in ("<bos>", "<s>"):
            variables = _base(shape, prompt, bos=bos)
            witness = _recorded(template, variables, progress)
            if witness:
                return witness
    return None


def _recorded(template, variables, progress, result=None):
    witness = {"effect": "cost", "variables": variables}
    if result is None:
        progress(witness)
        result = render(template, variables)
    if result.internals:
        return {**witness, "effect": "internals", "what": sorted(result.internals)}
    return witness if result.cost else None


def _found_by_text(template, strings, progress):
    texts = candidates(strings)
    for errors in (False, True):
        for shape, prompt in _shapes():
            plain = _base(shape, prompt)
            base = render(template, plain)
            if base.error is not None:
                continue
            for variables, effect in _variations(shape, prompt, _safe(texts, base.output)):
                witness = _parted(template, plain, base, variables, effect, errors, progress)
                if witness:
                    return witness
    return None


def _safe(texts, output):
    """Where lists and dictionaries are printed as Python writes them, only texts that this does not escape."""
    return [text for text in texts if repr(text) == f"'{text}'"] if "{'" in output else texts


def _variations(shape, prompt, texts):
    """A text in every place, then as a name, then in one place alone."""
    for text in texts:
        yield conversation(shape, lambda _i, t=text: t, neutral_name, prompt), "text"
    for text in texts[:ALONE]:
        yield conversation(shape, neutral, lambda _i, t=text: t, prompt), "name"
    for text in texts[:ALONE]:
        for place in range(len(SHAPES[shape])):
            yield conversation(shape, lambda i, p=place, t=text: t if i == p else neutral(i), neutral_name, prompt), "text"


def _parted(template, plain, base, variables, effect, errors, progress):
    progress({"effect": "cost", "variables": variables})
    result = render(template, variables)
    recorded = _recorded(template, variables, progress, result)
    if recorded or (result.error is not None) != errors:
        return recorded
    if agree(base.shown(), result.shown(), plain, variables):
        return None
    return {"effect": effect, "plain": plain, "variables": variables, "steady": _steady(template, plain), "fails": errors}


def agree(first, second, before, after):
    """Whether two outputs differ by the texts of their conversations alone: all of `before` are long and unique."""
    pairs = _pairs(before, after)
    forms = (lambda t: t, lambda t: json.dumps(t, ensure_ascii=False)[1:-1], str.upper, str.lower, str.strip)
    for form in forms:
        expected = first
        for old, new in pairs:
            expected = expected.replace(form(old), form(new))
            expected = expected.replace(old, new)
        if expected == second:
            return True
    return False


def _pairs(before, after):
    """Texts that stand at the same place of two conversations, and differ."""
    if isinstance(before, str):
        return [(before, after)] if before != after else []
    if isinstance(before, dict):
        return [pair for key in before for pair in _pairs(before[key], after[key])]
    if isinstance(before, list):
        return [pair for one, other in zip(before, after) for pair in _pairs(one, other)]
    return []


def _steady(template, plain):
    """Whether two conversations that say nothing come to the same."""
    again = mapped(plain, {neutral(i): neutral_again(i) for i in range(PLACES)})
    return agree(render(template, plain).shown(), render(template, again).shown(), plain, again)


def mapped(value, texts):
    """The variables with whole texts replaced."""
    if isinstance(value, str):
        return texts.get(value, value)
    if isinstance(value, dict):
        return {key: mapped(one, texts) for key, one in value.items()}
    return [mapped(one, texts) for one in value] if isinstance(value, list) else value


def _found_by_clock(template, strings, _progress):
    for shape, prompt in _shapes():
        variables = _base(shape, prompt)
        for moment in clocks(strings):
            if clock_decides(template, variables, moment):
                return {"effect": "clock", "variables": variables, "moment": moment.isoformat()}
    return None


def clock_decides(template, variables, moment):
    """Whether the output at another time differs in more than the dates it prints."""
    before, after = render(template, variables, NOW), render(template, variables, moment)
    if before.error is not None or after.error is not None:
        return False
    expected = before.output
    for form, text in sorted(before.dates.items(), key=lambda item: -len(item[1])):
        expected = expected.replace(text, after.dates.get(form, text))
    return expected != after.output


def _found_by_speech(template, strings, _progress):
    """Words of the template itself, or characters that nobody sees."""
    phrases = [phrase for text in strings for phrase in re.split(r"<[^>]*>|\n", text) if _is_speech(phrase)]
    for shape, prompt in _shapes():
        variables = _base(shape, prompt)
        output = render(template, variables).output
        for phrase in phrases:
            if phrase.strip() in output:
                return {"effect": "says", "variables": variables, "phrase": phrase.strip(), "silent": _silent(template, phrase)}
        if hides(output):
            return {"effect": "hides", "variables": variables}
    return None


def _is_speech(text):
    return len(re.findall(r"[^\W\d_]{2,}", text)) >= 3 or re.search(r"\w+\.\w{2,}", text) is not None


def _silent(template, phrase):
    """A conversation in which the phrase is not said, where there is one."""
    for shape, prompt in _shapes():
        variables = _base(shape, prompt)
        result = render(template, variables)
        if result.error is None and phrase.strip() not in result.output:
            return variables
    return None


def hides(output):
    """Whether a character is invisible, or of another script inside a Latin word."""
    if INVISIBLE.search(output):
        return True
    scripts = lambda word: {unicodedata.name(one, "?").split()[0] for one in word if one.isalpha()}  # noqa: E731
    return any({"LATIN", "CYRILLIC"} <= scripts(word) or {"LATIN", "GREEK"} <= scripts(word) for word in re.findall(r"\w+", output))


def _found_by_drop(template, _strings, _progress):
    for shape in ("plain", "system"):
        variables = _base(shape, True)
        if drops(template, variables):
            return {"effect": "drops", "variables": variables}
    return None


def drops(template, variables):
    """Whether the text of a user or of the assistant is not in the output."""
    result = render(template, variables)
    texts = [m["content"] for m in variables["messages"] if m["role"] in ("user", "assistant")]
    return result.error is None and any(text not in result.output for text in texts)


def holds(env, source, witness):
    """Whether a template does what the witness says."""
    template = Compiled(env, source)
    effect, variables = witness["effect"], witness["variables"]
    if effect in ("text", "name"):
        return _parts_again(template, witness)
    if effect == "clock":
        return clock_decides(template, variables, datetime.datetime.fromisoformat(witness["moment"]))
    if effect == "drops":
        return drops(template, variables)
    result = render(template, variables)
    if effect == "internals":
        return bool(result.internals)
    if effect == "cost":
        return result.cost is not None
    if effect == "hides":
        return hides(result.output)
    return witness["phrase"] in result.output and _still_silent(template, witness)


def _parts_again(template, witness):
    plain, variables = witness["plain"], witness["variables"]
    base, result = render(template, plain), render(template, variables)
    if base.error is not None or (result.error is not None) != witness["fails"]:
        return False
    if agree(base.shown(), result.shown(), plain, variables):
        return False
    return not witness["steady"] or _steady(template, plain)


def _still_silent(template, witness):
    silent = witness["silent"]
    return silent is None or witness["phrase"] not in render(template, silent).output
