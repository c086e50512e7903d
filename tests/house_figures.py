"""`python -m tests.house_figures`: the figures of docs/reviews/, counted from the code that is there.

Nothing is judged here: what has a limit is held by `make lint`.
"""

import ast
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import grimp
from radon.complexity import cc_visit

ROOT = Path(__file__).resolve().parents[1]
PLACES = ("functions", "functions/domain", "local", "demo", "bench", "clients", "rules", "tests")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class File:
    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @property
    def caught(self) -> list[ast.ExceptHandler]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.ExceptHandler)]


def files_of(place: str) -> list[File]:
    """Python files below a folder, but for those that protoc has made."""
    return [read(each) for each in sorted((ROOT / place).rglob("*.py")) if _is_ours(each)]


def read(path: Path) -> File:
    text = path.read_text(encoding="utf-8")
    return File(path, text, ast.parse(text))


def _is_ours(path: Path) -> bool:
    return not path.name.endswith("_pb2.py") and "node_modules" not in path.parts


def rows(place: str) -> Iterator[tuple[str, str]]:
    """What is counted of a folder: a name and its figure."""
    files = files_of(place)
    lengths = [file.lines for file in files]
    functions = {f"{file.path.relative_to(ROOT)}:{one.name}": one for file in files for one in file.functions}
    bodies = {name: length_of(one) for name, one in functions.items()}
    yield "files, lines", f"{len(files)}, {sum(lengths)}"
    yield "module: median, 9 of 10 below, longest", _spread(lengths)
    yield "modules above 300 lines", _above({str(f.path.relative_to(ROOT)): f.lines for f in files}, 300)
    yield "functions", str(len(bodies))
    yield "function: median, 9 of 10 below, longest", _spread(bodies.values())
    yield "functions above 40 lines", _above(bodies, 40)
    complexities = [block.complexity for file in files for block in cc_visit(file.text)]
    yield "complexity: mean, worst", f"{statistics.mean(complexities):.1f}, {max(complexities)}"
    caught = [one for file in files for one in file.caught]
    yield "broad excepts, of all", f"{sum(_is_broad(one) for one in caught)} of {len(caught)}"
    arguments = [one for function in functions.values() for one in _annotations(function)]
    loose = sum(ast.unparse(one) == "Any" for one in arguments)
    yield "arguments that are Any", f"{loose} of {len(arguments)} ({100 * loose / len(arguments):.1f} %)"
    yield "functions with a docstring", f"{_share(ast.get_docstring(one) for one in functions.values())}"


def packages(root: str) -> Iterator[tuple[str, str]]:
    """Packages directly below one, and what imports what among them."""
    graph = grimp.build_graph(root.split(".", maxsplit=1)[0])
    rooms = sorted(graph.find_children(root))
    arrows = {
        (one, other)
        for one in rooms
        for other in rooms
        if one != other and graph.direct_import_exists(importer=one, imported=other, as_packages=True)
    }
    modules = [name for name in graph.modules if name.startswith(f"{root}.")]
    sizes = {room: sum(1 for name in modules if name.startswith(f"{room}.")) for room in rooms}
    largest = sorted(sizes.items(), key=lambda each: -each[1])[:5]
    yield "packages, arrows between them", f"{len(rooms)}, {len(arrows)}"
    yield "circles", str(sum((other, one) in arrows for one, other in arrows) // 2)
    yield "largest", ", ".join(f"{name.removeprefix(root + '.')} {count}" for name, count in largest)
    fan_in = {one: sum(pair[1] == one for pair in arrows) for one in rooms}
    most = sorted(fan_in.items(), key=lambda each: -each[1])[:3]
    yield "imported by most", ", ".join(f"{name.removeprefix(root + '.')} {count}" for name, count in most)


def length_of(function: Function) -> int:
    """In lines, its docstring among them."""
    return 1 + (function.end_lineno or function.lineno) - function.lineno


def _spread(numbers: Iterable[int]) -> str:
    ordered = sorted(numbers)
    return f"{statistics.median(ordered):g}, {ordered[len(ordered) * 9 // 10]}, {ordered[-1]}"


def _above(lengths: dict[str, int], limit: int) -> str:
    long = sorted(((name, length) for name, length in lengths.items() if length > limit), key=lambda e: -e[1])
    named = ", ".join(f"{name} {length}" for name, length in long[:12])
    return f"{len(long)}{f': {named}' if long else ''}"


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")


def _annotations(function: Function) -> list[ast.expr]:
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return [one.annotation for one in arguments if one.annotation is not None]


def _share(flags: Iterable[object]) -> str:
    counted = [bool(flag) for flag in flags]
    return f"{100 * sum(counted) / len(counted):.0f} %"


def main() -> None:
    for place in PLACES:
        print(f"\n{place}/")
        for name, figure in rows(place):
            print(f"  {name}: {figure}")
    for root in ("functions.domain", "local"):
        print(f"\n{root}, rooms")
        for name, figure in packages(root):
            print(f"  {name}: {figure}")


if __name__ == "__main__":
    main()
