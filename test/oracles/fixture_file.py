"""Writing fixtures: JSON with full float64 precision, one line per top-level field."""

import json
import os

FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "fixtures")


def plain(value):
    """Tensors, arrays and their scalars as lists and numbers."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "detach"):
        value = value.detach()
    if hasattr(value, "tolist"):
        return value.tolist()
    return value


def write(name, fields):
    lines = [f"{json.dumps(key)}: {json.dumps(plain(value))}" for key, value in fields.items()]
    with open(os.path.join(FIXTURES, name), "w") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
