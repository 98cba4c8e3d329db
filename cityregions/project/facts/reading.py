"""Reading the file: YAML that means what it says, or one sentence on what is wrong with it."""

import math
from pathlib import Path

import yaml

from .errors import FactsError, at, quoted

# A project of a hundred thousand stakeholders has fewer.
MOST_VALUES = 5_000_000


class Loader(yaml.SafeLoader):
    """Safe YAML in which dates stay text, with the precision they are written in, and no key stands twice."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise FactsError(f"line {key.start_mark.line + 1}: a key is not text.")
            if key.value in seen:
                line = key.start_mark.line + 1
                raise FactsError(f"line {line}: the key {quoted(key.value)} stands twice in the same item.")
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def flatten_mapping(self, node):
        super().flatten_mapping(node)
        require_size(len(node.value))


Loader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path):
    """The sections of the file at `path`. Raises FactsError when it is not a readable facts file."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FactsError(f"{path}: is not text in UTF-8.") from None
    except OSError as error:
        raise FactsError(f"{path}: cannot be read ({error.strerror}).") from None
    with at(str(path)):
        return parse(text)


def parse(text):
    try:
        facts = yaml.load(text, Loader)  # noqa: S506 - a SafeLoader
        require_size(size(facts, {}))
        require_plain(facts)
    except (yaml.YAMLError, ValueError) as error:
        raise FactsError(f"is not YAML: {on_one_line(error)}.") from None
    except RecursionError:
        raise FactsError("is nested too deeply, or an alias in it contains itself.") from None
    if not isinstance(facts, dict):
        raise FactsError("is not a facts file: it has no sections such as “project:” and “areas:”.")
    return facts


def on_one_line(error):
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return " ".join(f"line {mark.line + 1}: {problem}".split() if mark else problem.split())


def size(value, known):
    """How many values there are when every alias is written out; `known` are those counted already."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(size(each, known) for each in inner)
    return known[id(value)]


def require_size(number):
    if number > MOST_VALUES:
        raise FactsError(f"holds more than {MOST_VALUES:,} values; aliases count as often as they are used.")


def require_plain(value):
    """Refuses what YAML can say and neither JSON nor a database can keep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise FactsError(f"the key {quoted(key)} is not text: put it in quotes.")
            require_plain(key)
            with at(f"“{key}”"):
                require_plain(inner)
    elif isinstance(value, list):
        for inner in value:
            require_plain(inner)
    elif isinstance(value, str):
        require_storable(value)
    elif not (value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))):
        raise FactsError(f"{quoted(value)} is no text, number, list or mapping.")


def require_storable(text):
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise FactsError(f"{quoted(ascii(text))} has a character that cannot be kept.")
