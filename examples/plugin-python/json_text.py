"""JSON whose parts stay as they were written: ids of 63 bits, 1.0, the order of members."""

import json
import re

_decoder = json.JSONDecoder()
_space = re.compile(r"[ \t\r\n]*")


def members(text):
    """The members of an object, each value as the text that it was written in."""
    return dict(_members(text))


def fields(text):
    """The same by lower-case names: Go's programs read names in any case, so may others write them."""
    return {name.lower(): value for name, value in _members(text)}


def value(text, kind, default):
    """The value of a text, which may be absent or null. Raises ValueError if it is of another kind."""
    parsed = None if text is None else json.loads(text)
    if parsed is None:
        return default
    if not isinstance(parsed, kind):
        raise ValueError(f"json: cannot unmarshal {text[:80]} into a value of type {kind.__name__}")
    return parsed


def write(parts):
    """An object of names and texts."""
    return "{" + ",".join(f"{json.dumps(name)}:{text}" for name, text in parts.items()) + "}"


def dump(plain):
    """The text of a plain value, without white space."""
    return json.dumps(plain, separators=(",", ":"), ensure_ascii=False)


def _members(text):
    # json.loads refuses what is no JSON at all; what follows only finds where the parts begin and end.
    if not isinstance(json.loads(text), dict):
        raise ValueError("json: cannot unmarshal a value that is no object")
    at = _skip(text, text.index("{") + 1)
    while text[at] != "}":
        name, at = _decoder.raw_decode(text, at)
        begin = _skip(text, _skip(text, at) + 1)
        _, end = _decoder.raw_decode(text, begin)
        yield name, text[begin:end]
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _skip(text, at):
    return _space.match(text, at).end()
