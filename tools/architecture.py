"""The picture of the packages, drawn from what Go says that each imports: `make architecture`.

Each package stands below all that import it, so every arrow points down; what runs is at the top. An arrow that
follows from two others is left out. architecture.json has the kinds, by which boxes are colored (the first that
fits), and the folders that are drawn as one box.

  architecture.py           writes docs/architecture.svg
  architecture.py --check   fails where that file is not what would be written
"""

from __future__ import annotations

import json
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from statistics import mean
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
RULES = json.loads((ROOT / "tools" / "architecture.json").read_text())

WIDTH, MARGIN, ROW, HEIGHT, GAP, TOP = 1000, 16, 72, 30, 18, 62
LETTER, BEND = 7.3, 6  # the width of a letter of a name, and of an arrow that passes a row

STYLE = """
  svg { --back: #ffffff; --text: #1f2328; --line: #8c959f; --runs: #ddf4ff; --story: #fff1cc; --effect: #ffe2d9; --pure: #dcf5e3; --stage: #ece5fb; }
  @media (prefers-color-scheme: dark) {
    svg { --back: #0d1117; --text: #e6edf3; --line: #6e7681; --runs: #12395c; --story: #4a3a0c; --effect: #57261a; --pure: #14432a; --stage: #362a5c; }
  }
  .back { fill: var(--back); }
  text { fill: var(--text); font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; text-anchor: middle; }
  text.says { font-family: system-ui, sans-serif; text-anchor: start; }
  rect.box { stroke: var(--line); }
  path { fill: none; stroke: var(--line); stroke-width: 1.1; }
  marker path { fill: var(--line); stroke: none; }
"""

Graph = dict[str, set[str]]


class Spot(NamedTuple):
    """A box, or where an arrow passes a row: its row from below, and its width."""

    row: int
    width: float


def imports() -> Graph:
    """Who imports whom, by folders; folders that are drawn as one are one."""
    form = '{{.ImportPath}} {{with .Module}}{{.Path}}{{end}} {{join .Imports " "}}'
    said = subprocess.run(["go", "list", "-f", form, "./..."], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    graph: Graph = {}
    for package, module, *imported in map(str.split, said.splitlines()):
        one = folder(package, module)
        if one is not None:
            graph.setdefault(one, set()).update({folder(path, module) for path in imported} - {None, one})
    return graph


def folder(path: str, module: str) -> str | None:
    """The folder that a package of ours is drawn as; nothing for others and for what is left out."""
    if path != module and not path.startswith(module + "/"):
        return None
    name = path.removeprefix(module).lstrip("/")
    if matches(name, RULES["left"]):
        return None
    return next((one for one in RULES["together"] if name == one or name.startswith(one + "/")), name)


def matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def kind(name: str) -> str:
    """The first kind that fits."""
    fits = [one["name"] for one in RULES["kinds"] if matches(name, one["packages"])]
    if not fits:
        raise SystemExit(f"{name} is of no kind: give it one in tools/architecture.json")
    return fits[0]


def reach(graph: Graph) -> Graph:
    """Who depends on whom in one step or more."""
    all_of: Graph = {}

    def of(name: str) -> set[str]:
        if name not in all_of:
            all_of[name] = set().union(*({other} | of(other) for other in graph[name]))
        return all_of[name]

    for name in graph:
        of(name)
    return all_of


def reduced(graph: Graph) -> Graph:
    """The graph without the arrows that follow from others."""
    far = reach(graph)
    return {name: {to for to in others if not any(to in far[by] for by in others)} for name, others in graph.items()}


def rows(graph: Graph) -> dict[str, int]:
    """The row of each package, counted from below: one above the highest that it imports."""
    row: dict[str, int] = {}

    def of(name: str) -> int:
        if name not in row:
            row[name] = max((of(other) + 1 for other in graph[name]), default=0)
        return row[name]

    highest = max(map(of, graph))
    return {name: highest if matches(name, RULES["top"]) else at for name, at in row.items()}


def label(name: str) -> str:
    """What a box says: the folder, for one of the product's the package alone."""
    return f"{name}/..." if name in RULES["together"] else name.removeprefix("shared/")


def threads(graph: Graph, row: dict[str, int]) -> tuple[list[list[str]], dict[str, Spot]]:
    """Each arrow as what it passes from its beginning to its end, with a spot in every row between."""
    spots = {name: Spot(at, len(label(name)) * LETTER + 16) for name, at in row.items()}
    lines = []
    for one in sorted(graph):
        for to in sorted(graph[one]):
            between = [f"{one}>{to}@{at}" for at in range(row[one] - 1, row[to], -1)]
            spots.update({name: Spot(row[one] - 1 - i, BEND) for i, name in enumerate(between)})
            lines.append([one, *between, to])
    return lines, spots


def place(lines: list[list[str]], spots: dict[str, Spot]) -> dict[str, float]:
    """The middle of each spot: near those that it is joined to, in an order with few crossings."""
    above: dict[str, list[str]] = {name: [] for name in spots}
    below: dict[str, list[str]] = {name: [] for name in spots}
    for line in lines:
        for one, to in zip(line, line[1:]):
            below[one].append(to)
            above[to].append(one)
    levels = [sorted(n for n, s in spots.items() if s.row == at) for at in range(max(s.row for s in spots.values()) + 1)]
    x = {name: WIDTH / 2 + i for level in levels for i, name in enumerate(level)}
    for turn in range(40):
        down = turn % 2 == 0
        for level in levels if down else reversed(levels):
            near = below if down else above
            wish = {n: mean(x[o] for o in near[n] or [n]) for n in level}
            if turn < 24:
                level.sort(key=lambda n: (round(wish[n], 6), n))
            x.update(spread(level, wish, spots))
    left = min(x[name] - spot.width / 2 for name, spot in spots.items())
    right = max(x[name] + spot.width / 2 for name, spot in spots.items())
    return {name: at + (WIDTH - left - right) / 2 for name, at in x.items()}


def spread(level: list[str], wish: dict[str, float], spots: dict[str, Spot]) -> dict[str, float]:
    """Puts a row's spots where they wish to be, in their order, without overlap and within the picture."""
    steps, at = [], 0.0  # how far right of the first one each must be at least
    for name in level:
        steps.append(at + spots[name].width / 2)
        at += spots[name].width + GAP
    runs: list[list[float]] = []  # the wishes less those steps must rise: runs that fall become their mean
    for name, step in zip(level, steps):
        runs.append([wish[name] - step])
        while len(runs) > 1 and mean(runs[-2]) > mean(runs[-1]):
            runs[-2:] = [runs[-2] + runs[-1]]
    room = WIDTH - MARGIN - (at - GAP)
    starts = [min(max(mean(run), MARGIN), max(room, MARGIN)) for run in runs for _ in run]
    return {name: start + step for name, start, step in zip(level, starts, steps)}


def curve(points: list[tuple[float, float]]) -> str:
    """A path through the points that leaves and enters every one straight down."""
    (x, y), *rest = points
    words = [f"M{x:.0f} {y:.0f}"]
    for to_x, to_y in rest:
        middle = (y + to_y) / 2
        words.append(f"C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y:.0f}")
        x, y = to_x, to_y
    return "".join(words)


def draw(graph: Graph) -> str:
    """The picture."""
    lines, spots = threads(reduced(graph), rows(graph))
    x, highest = place(lines, spots), max(spot.row for spot in spots.values())
    y = {name: TOP + (highest - spot.row) * ROW for name, spot in spots.items()}
    tall = TOP + highest * ROW + HEIGHT + MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" width="{WIDTH}" height="{tall}" role="img">',
        "<title>farvault's packages: an arrow points to what a package imports</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>',
        f'<rect class="back" width="{WIDTH}" height="{tall}"/>',
    ]
    left = MARGIN
    for one in RULES["kinds"]:
        out.append(f'<rect class="box" x="{left}" y="14" width="14" height="14" rx="3" style="fill: var(--{one["name"]})"/>')
        out.append(f'<text class="says" x="{left + 20}" y="25">{one["says"]}</text>')
        left += 40 + round(len(one["says"]) * 5.6)
    for line in lines:
        points = [(x[line[0]], y[line[0]] + HEIGHT)]
        for name in line[1:-1]:
            points += [(x[name], y[name]), (x[name], y[name] + HEIGHT)]
        points.append((x[line[-1]], y[line[-1]] - 1))
        out.append(f'<path d="{curve(points)}" marker-end="url(#tip)"/>')
    for name in sorted(graph):
        width, at = spots[name].width, y[name]
        out.append(
            f'<rect class="box" x="{x[name] - width / 2:.0f}" y="{at}" width="{width:.0f}" height="{HEIGHT}" rx="6"'
            f' style="fill: var(--{kind(name)})"/>'
        )
        out.append(f'<text x="{x[name]:.0f}" y="{at + HEIGHT // 2 + 4}">{label(name)}</text>')
    return "\n".join([*out, "</svg>", ""])


def main(arguments: list[str]) -> int:
    """Draws, or compares."""
    graph = imports()
    picture = draw(graph)
    if "--check" not in arguments:
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(picture)
        return 0
    committed = PICTURE.read_text() if PICTURE.exists() else ""
    shown = f"{len(graph)} boxes, {sum(map(len, reduced(graph).values()))} arrows"
    if committed != picture:
        print(f"docs/architecture.svg is not what the packages import ({shown}): run `make architecture`")
        return 1
    print(f"docs/architecture.svg is what the packages import: {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
