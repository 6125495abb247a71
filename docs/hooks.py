"""What mkdocs does beside its own: pages made of the code, files of deploy/, links to the source.

mkdocs calls the functions by their names; mkdocs.yml lists this file.
"""

import re
from pathlib import Path, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from docs.diagrams import imports_picture, imports_table
from docs.reference import (
    catalogue_page,
    commands_page,
    links_page,
    quality_table,
    settings_page,
)

ROOT = Path(__file__).parents[1]
REPOSITORY = "https://github.com/isotherm/isotherm/blob/main/"
# Kept beside what they are about, and read there too; here under another name.
COPIED = {
    "deploy/heroku.md": "deploy/heroku.md",
    "deploy/cloud-run.md": "deploy/cloud-run.md",
    "deploy/kubernetes/README.md": "deploy/kubernetes.md",
    "deploy/image.md": "deploy/image.md",
    "deploy/branch-protection.md": "deploy/branch-protection.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "DATA_LICENSES.md": "data-licences.md",
}
MADE = {
    "reference/settings.md": settings_page,
    "reference/links.md": links_page,
    "reference/catalogue.md": catalogue_page,
    "reference/commands.md": commands_page,
    "pictures/imports.svg": imports_picture,
}
MARKED = {
    "<!-- imports -->": imports_table,
    "<!-- quality -->": quality_table,
}
_LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)#\s]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in docs/."""
    for source, name in COPIED.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=text))
    for name, made in MADE.items():
        files.append(File.generated(config, name, content=made()))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: object) -> str:
    """Lead links to where the site has their file, or else to the repository."""
    for mark, made in MARKED.items():
        if mark in markdown:
            markdown = markdown.replace(mark, made())
    known = {source: name for name, source in _sources(files).items()}
    source = _sources(files)[page.file.src_uri]
    here = PurePosixPath(page.file.src_uri).parent

    def led(link: re.Match[str]) -> str:
        target = _joined(PurePosixPath(source).parent, link[1])
        if target in known:
            return _relative(known[target], here)
        return REPOSITORY + target if (ROOT / target).exists() else link[1]

    return _LINK.sub(led, markdown)


def _sources(files: Files) -> dict[str, str]:
    """Return where in the repository each file of the site is, by its name in the site."""
    copied = {name: source for source, name in COPIED.items()}
    return {file.src_uri: copied.get(file.src_uri, f"docs/{file.src_uri}") for file in files}


def _joined(folder: PurePosixPath, link: str) -> str:
    return str((ROOT / folder / link).resolve().relative_to(ROOT)) if link else str(folder)


def _relative(name: str, here: PurePosixPath) -> str:
    return "../" * len(here.parts) + name


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the notebooks in the navigation, after what they show how to extend."""
    pages = sorted(path.name for path in (ROOT / "docs" / "notebooks").glob("*.md"))
    place = next(n for n, part in enumerate(config.nav) if "Understand" in part)
    if pages:
        config.nav.insert(place, {"Notebooks": [f"notebooks/{name}" for name in pages]})
    return config
