"""The site: what its pages say, and how they behave in a real browser."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from harness import catalog
from harness.errors import MisuseError
from harness.results.board import standings
from harness.site import build, pages

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
MEGABYTES_MAX, PAINT_MAX_MS = 10, 1000


def test_links_lead_to_pages_or_nowhere() -> None:
    said = "[a](docs/results.md#x) [b](../results.md) [c](harness/box) [d](https://e.org) [e](#f)"
    targets = {"docs/results.md": "results.md", "results.md": "results.md"}
    assert pages.relinked(said, targets) == (
        "[a](results.md#x) [b](results.md) c [d](https://e.org) [e](#f)"
    )


def test_a_kata_s_page_has_its_brief_its_ladder_and_its_boards() -> None:
    entry = catalog.find("fanout")
    page = pages.kata(entry, standings(entry, []), {"ladder": ("fanout-ladder-light.svg",)})
    assert page.startswith(entry.brief.splitlines()[0])
    assert ":class: only-light" in page and "deliver: uniform" in page
    assert re.search(r"\| - \| reference \| 1x \|", page)
    assert f"[{len(entry.wrong())} wrong solutions" in page


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(MisuseError, match=r"no site|pip install"):
        build.build(tmp_path, [], print)
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.tex"]


# built, in a browser: minutes


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="the extra `site` is not installed")
    out = tmp_path_factory.mktemp("site") / "out"
    command = [sys.executable, "-c", "from harness.cli import main; main()"]
    done = subprocess.run(
        [*command, "author", "site", "--out", str(out)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="no extra `browser`")
    if not CHROMIUM:
        pytest.skip("no chromium on this system")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def names(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


@pytest.mark.slow
def test_every_link_leads_somewhere_and_none_fetches_from_elsewhere(site: Path) -> None:
    sizes = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    assert sizes < MEGABYTES_MAX << 20
    for name in names(site):
        text = (site / name).read_text()
        for kind, target in re.findall(r'(href|src)="([^"#]+)', text):
            if "://" in target:
                assert kind == "href", f"{name} fetches {target}"
            elif not target.startswith(("mailto:", "data:")):
                path = (site / name).parent / unquote(target.partition("?")[0])
                assert path.exists(), f"{name} leads to {target}"
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
        if name not in ("genindex.html", "search.html"):
            assert levels.count(1) == 1, f"{name} has {levels.count(1)} titles"
            steps = itertools.pairwise(levels)
            assert all(after <= before + 1 for before, after in steps), name


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_in_a_browser(site: Path, browser: Any, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text) if is_error(message) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.append(asked.url) if is_foreign(asked.url) else None)
    for name in names(site):
        page.goto((site / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        shown = page.evaluate(SHOWN)
        assert all(scheme in each for each in shown), (name, shown)
        worst = page.evaluate(CONTRAST)
        assert worst[0] >= 4.5, (name, worst)
    page.goto((site / "index.html").as_uri())
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    painted_ms = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    assert painted_ms < PAINT_MAX_MS
    assert faults == []


@pytest.mark.slow
def test_search_finds_a_kata(site: Path, browser: Any) -> None:
    page = browser.new_context(offline=True).new_page()
    page.goto((site / "search.html").as_uri() + "?q=fanout")
    page.wait_for_selector("ul.search li a", timeout=20_000)
    found = page.eval_on_selector_all("ul.search li a", "links => links.map(l => l.href)")
    assert any("katas/fanout.html" in each for each in found)


def is_error(message: Any) -> bool:
    return bool(message.type == "error")


def is_foreign(url: str) -> bool:
    return not url.startswith(("file:", "data:"))


SHOWN = """() => [...document.querySelectorAll('article img')]
    .filter(each => each.offsetWidth && each.className.includes('only'))
    .map(each => each.className)"""
CONTRAST = """() => {
    const light = text => {
        const parts = text.match(/[\\d.]+/g).map(Number)
        const linear = parts.slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
    const behind = each => {
        for (let at = each; at; at = at.parentElement) {
            const found = getComputedStyle(at).backgroundColor
            const alpha = found.match(/[\\d.]+/g).map(Number)[3]
            if (alpha === undefined || alpha > 0.5) return found
        }
        return 'rgb(255, 255, 255)'
    }
    let worst = [21, '']
    for (const each of document.querySelectorAll('article :is(p, li, td, th, h1)')) {
        if (!each.offsetWidth) continue
        const [a, b] = [light(getComputedStyle(each).color), light(behind(each))]
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
        if (ratio < worst[0]) worst = [ratio, each.textContent.slice(0, 40)]
    }
    return worst
}"""
