"""What a run came to, in a few lines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.table import Row

_NAMED = 50  # problems that are listed; the table has them all


@dataclass
class Summary:
    """Counts of files, faces and problems. `resumed` files were done by an earlier run."""

    resumed: int = 0
    seconds: float = 0.0
    rows: int = 0
    files: int = 0
    without_face: int = 0
    faces: Counter[str] = field(default_factory=Counter)
    problems: int = 0
    named: list[str] = field(default_factory=list)

    def count(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Count the rows of one file, and hand them on."""
        self.files += 1
        self.faces.update(str(row["emotion"]) for row in rows if row["face"] is not None)
        if rows and rows[-1]["problem"] is not None:
            self.problems += 1
            if len(self.named) < _NAMED:
                self.named.append(f"  {_on_one_line(str(rows[-1]['file']))}: {rows[-1]['problem']}")
        elif all(row["face"] is None for row in rows):
            self.without_face += 1
        return rows

    def __str__(self) -> str:
        fresh = self.files - self.resumed
        pace = f"{fresh} in {self.seconds:.1f} s ({fresh / self.seconds:.0f} a second)" if self.seconds else f"{fresh}"
        lines = [f"{self.files} files: {pace}" + (f", {self.resumed} by an earlier run" if self.resumed else "")]
        lines.append(f"{self.faces.total()} faces" + "".join(f", {n} {name}" for name, n in self.faces.most_common()))
        lines.append(f"{self.without_face} files without a face, {self.problems} that could not be read")
        more = [f"  and {self.problems - len(self.named)} more; the table has them all"]
        return "\n".join(lines + self.named + (more if self.problems > len(self.named) else []))


def _on_one_line(name: str) -> str:
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in name)
