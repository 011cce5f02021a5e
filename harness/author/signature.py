"""A call written in one line, `allow(user: int32[n], limit) -> allowed: uint8[n]`, and the code
that follows from it: definitions, descriptions, cases and examples.
"""

from __future__ import annotations

import difflib
import keyword
import re
import textwrap
from collections.abc import Callable, Sequence

from harness.errors import MisuseError
from harness.kata import Function, Parameter, array, out, scalar

EXAMPLE = "allow(user: int32[n], at_ms: int64[n], limit) -> allowed: uint8[n]"
SIZES = ("8", "16", "32", "64")
DTYPES = (*(f"int{n}" for n in SIZES), *(f"uint{n}" for n in SIZES), "float32", "float64", "bool")
WIDTH = 100
_CALL = re.compile(r"\s*([^\s(]+)\s*\((.*)\)\s*(?:->(.*))?", re.DOTALL)
_SPEC = re.compile(r"(\w+)\s*(?:\[([^\[\]]*)\])?")
_DIMENSION = re.compile(r"\d+|[A-Za-z_]\w*(?:\+\d+)?")


def read(text: str) -> Function:
    """The function that a line describes: `name(inputs) -> outputs`.

    Each parameter is `name: dtype[shape]`, or `name: dtype` for a number; a bare name is an int64.
    MisuseError where the line cannot be read.
    """
    found = _CALL.fullmatch(text)
    if not found:
        raise MisuseError(f"Cannot read {text[:80]!r}; write it like '{EXAMPLE}'.")
    name, inputs, outputs = found[1], found[2], found[3] or ""
    if not outputs.strip():
        raise MisuseError(f"{name[:40]} has no output; say what it fills, as in '{EXAMPLE}'.")
    if not inputs.strip():
        raise MisuseError(f"{name[:40]} has no input, and so but one answer; as in '{EXAMPLE}'.")
    parameters = [_parameter(part, _in) for part in _parts(inputs)]
    parameters += [_parameter(part, _out) for part in _parts(outputs)]
    _once([_name(name), *(each.name for each in parameters)], name)
    return Function(name, tuple(parameters))


def read_all(texts: Sequence[str]) -> tuple[Function, ...]:
    """The functions of a kata, each from its line; MisuseError where two have one name."""
    functions = tuple(map(read, texts))
    _once([each.name for each in functions], "the kata")
    return functions


def _parts(text: str) -> list[str]:
    """What stands between commas, but not between those of a shape."""
    return [part.strip() for part in re.split(r",(?![^\[]*\])", text)] if text.strip() else []


def _parameter(part: str, kind: Callable[[str, str], Parameter]) -> Parameter:
    name, colon, spec = (piece.strip() for piece in part.partition(":"))
    return kind(_name(name), _spec(name, spec) if colon else "int64")


def _in(name: str, spec: str) -> Parameter:
    return array(name, spec) if "[" in spec else scalar(name, spec)


def _out(name: str, spec: str) -> Parameter:
    if "[" not in spec:
        raise MisuseError(
            f"{name} is a number, and outputs are arrays that are filled; "
            f"for one number write '{name}: {spec}[1]'."
        )
    return out(name, spec)


def _name(name: str) -> str:
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise MisuseError(
            f"{name[:40]!r} cannot be a name here; write words joined by '_', as 'n_users'."
        )
    return name


def _once(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise MisuseError(f"{where} has the name {name} twice; rename one.")


def _spec(name: str, spec: str) -> str:
    found = _SPEC.fullmatch(spec)
    if not found:
        raise MisuseError(f"Cannot read '{name}: {spec[:40]}'; write it like '{name}: int64[n]'.")
    if found[1] not in DTYPES:
        near = difflib.get_close_matches(found[1], DTYPES, 1) or ["int64"]
        like = near[0] + spec[len(found[1]) :]
        raise MisuseError(f"{found[1]!r} of {name} is no dtype; write it like '{name}: {like}'.")
    if found[2] is None:
        return found[1]
    shape = [part.strip() for part in found[2].split(",")]
    for part in shape:
        if not _DIMENSION.fullmatch(part):
            raise MisuseError(
                f"{part!r} is no dimension of {name}; write a number, a name, or a name plus a "
                f"number, as '{name}: {found[1]}[n+1,64]'."
            )
    return f"{found[1]}[{','.join(shape)}]"


# the code that follows


def typed(function: Function, name: str = "") -> str:
    """The first lines of its definition, with types."""
    types = [f"{each.name}: {_type(each)}" for each in flat(function)]
    return _head(name or function.name, types, " -> None")


def plain(function: Function) -> str:
    """The same as a learner writes it."""
    return _head(function.name, [each.name for each in flat(function)], "")


def call(function: Function, name: str) -> str:
    """A line that passes its arguments on."""
    return _bracketed(f"    {name}(", [each.name for each in flat(function)], ")")


def declared(function: Function) -> str:
    """The Function of kata.py."""
    rows = []
    for each in flat(function):
        bare = each.kind == "scalar" and each.spec == "int64"
        made = {"in": "array"}.get(each.kind, each.kind)
        rows.append(f'        {made}("{each.name}"' + (")," if bare else f', "{each.spec}"),'))
    lines = [f"_{function.name.upper()} = Function(", f'    "{function.name}",', "    (", *rows]
    return "\n".join([*lines, "    ),", ")"])


def described(function: Function) -> str:
    """A line for each parameter, for a docstring."""
    width = max(len(each.name) for each in flat(function))
    rows = []
    for each in flat(function):
        what = "to fill" if each.kind == "out" else "TODO what it is, and its range"
        kind = "" if each.kind == "scalar" and each.spec == "int64" else f"{each.spec}, "
        rows.append(f"    {each.name:{width}}  {kind}{what}")
    return "\n".join(rows)


def case(function: Function, size: int) -> str:
    """The rows of a dict that is a case of it: zeros, and as many as `size` of everything."""
    given = [each for each in flat(function) if each.kind != "out"]
    names = [each.name for each in given]
    bound = {name for each in given for name in _dimensions(each)}
    for name in (name for each in flat(function) for name in _dimensions(each)):
        if name not in bound and name not in names:
            names.append(name)  # a key of the case says how large an output is
    values = _values(function, size)
    return "\n".join(f'        "{name}": {values[name]},' for name in names)


def session(function: Function) -> str:
    """An example that calls it with zeros, for a docstring."""
    values = _values(function, 3)
    arrays = [each for each in flat(function) if each.kind != "scalar"]
    lines = [f"    >>> {each.name} = {values[each.name]}" for each in arrays]
    given = [each.name if each in arrays else values[each.name] for each in flat(function)]
    line = f"{function.name}({', '.join(given)})"
    lines += textwrap.wrap(line, WIDTH, initial_indent="    >>> ", subsequent_indent="    ... ")
    for each in arrays:
        if each.kind == "out":
            lines += [f"    >>> bool({each.name}.any())", "    False"]
    return "\n".join(lines)


def counted(function: Function) -> str:
    """How much work a case of it is: the length of its first array."""
    arrays = [each.name for each in flat(function) if each.kind == "in"]
    return f'len(case["{arrays[0]}"])' if arrays else "1"


def numbers(function: Function) -> str:
    """The numbers of a case's text: what each is called, and its name in the case."""
    return braced(
        {f'"{each.name}"': f'"{each.name}"' for each in flat(function) if not _shape(each)}
    )


def rows(function: Function) -> str:
    """The rows of a case's text: inputs of one length stand side by side, with their dtypes."""
    found: dict[str, dict[str, str]] = {}
    for each in flat(function):
        if each.kind != "out" and len(_shape(each)) == 1:
            dtype = each.spec.partition("[")[0]
            columns = found.setdefault(f'"row_{_shape(each)[0]}"', {})
            columns[f'"{each.name}"'] = f'"{dtype}"'
    return braced({word: braced(each, 12) for word, each in found.items()})


def braced(items: dict[str, str], indent: int = 8) -> str:
    """A dict of code, a line an item, that stands so far from the margin."""
    if not items:
        return "{}"
    lines = [f"{' ' * (indent + 4)}{key}: {value}," for key, value in items.items()]
    return "\n".join(["{", *lines, " " * indent + "}"])


def flat(function: Function) -> list[Parameter]:
    """Its parameters in order."""
    return [each for each in function.parameters if isinstance(each, Parameter)]


def _type(parameter: Parameter) -> str:
    if parameter.kind != "scalar":
        return "np.ndarray"
    return {"f": "float", "b": "bool"}.get(parameter.spec[0], "int")


def _head(name: str, parameters: list[str], after: str) -> str:
    return _bracketed(f"def {name}(", parameters, f"){after}:")


def _bracketed(before: str, parts: list[str], after: str) -> str:
    """One line, or a line for each part, as the formatter would have it."""
    line = f"{before}{', '.join(parts)}{after}"
    if len(line) <= WIDTH:
        return line
    indent = " " * (len(before) - len(before.lstrip()))
    return "\n".join([before, *(f"{indent}    {each}," for each in parts), f"{indent}{after}"])


def _shape(parameter: Parameter) -> list[str]:
    _, bracket, shape = parameter.spec.rstrip("]").partition("[")
    return shape.split(",") if bracket else []


def _dimensions(parameter: Parameter) -> list[str]:
    """The names in its shape."""
    names = (part.partition("+")[0] for part in _shape(parameter))
    return [name for name in names if not name.isdigit()]


def _values(function: Function, size: int) -> dict[str, str]:
    """Code for each parameter, and for each name in a shape."""
    values = {each.name: _value(each, size) for each in flat(function)}
    return values | {name: f"{size:_}" for each in flat(function) for name in _dimensions(each)}


def _value(parameter: Parameter, size: int) -> str:
    if parameter.kind == "scalar":
        return {"float": "1.0", "bool": "True", "int": "1"}[_type(parameter)]
    sizes = [_length(part, size) for part in _shape(parameter)]
    shape = sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
    dtype = parameter.spec.partition("[")[0]
    return f"np.zeros({shape}, np.{dtype + '_' * (dtype == 'bool')})"


def _length(dimension: str, size: int) -> str:
    name, _, more = dimension.partition("+")
    return f"{int(name):_}" if name.isdigit() else f"{size + int(more or 0):_}"
