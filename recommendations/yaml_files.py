"""Reading YAML strictly: a key given twice is an error, as it would silently hide the first."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from recommendations.errors import CatalogueError

try:
    from yaml import CSafeLoader as _Loader  # ten times as fast, where the wheel brings libyaml
except ImportError:  # pragma: no cover - depends on the platform's wheel
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class _StrictLoader(_Loader):
    """Plain data only, and every key once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"'{key.value}' is given twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read(path: Path) -> Any:
    """The content of a YAML file. Raises CatalogueError, with the line, where it is missing or is not YAML."""
    try:
        return yaml.load(path.read_text("utf-8"), _StrictLoader)  # noqa: S506 - a safe loader, made stricter
    except OSError as error:
        raise CatalogueError(f"{path.name}: cannot be read ({error.strerror}). Put the file back.") from error
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise CatalogueError(f"{path.name}, {line}{error.problem}. Mend that line.") from error
