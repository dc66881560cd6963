"""Scripts that import each other become one module, and what such a joint could not carry is refused."""

import pytest

from frontear_widgets import browser


def folder(tmp_path, monkeypatch, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.js").write_text(text)
    (tmp_path / "look.css").write_text('a::after { content: "</script>"; }')
    monkeypatch.setattr(browser, "FOLDER", tmp_path)


def test_a_script_begins_with_the_look_as_text(tmp_path, monkeypatch):
    folder(tmp_path, monkeypatch, entry="export default { render };\n")
    assert browser.script("entry.js").splitlines() == [
        r'const LOOK = "a::after { content: \"</script>\"; }";',
        "export default { render };",
    ]


def test_what_is_imported_comes_first_and_once_and_nothing_of_import_or_export_is_left(tmp_path, monkeypatch):
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "b.js").write_text('import { a } from "../a.js";\n\nexport function b() {}\n')
    folder(
        tmp_path,
        monkeypatch,
        a="export const a = 1;\n",
        entry='import { a } from "./a.js";\nimport {\n  b,\n  c2,\n} from "./page/b.js";\n\nexport default { b };\n',
    )
    joined = [line for line in browser.script("entry.js").splitlines() if line]
    assert joined[1:] == ["const a = 1;", "function b() {}", "export default { b };"]


@pytest.mark.parametrize(
    "line",
    [
        'import { a as b } from "./a.js";',
        'import * as a from "./a.js";',
        'import a from "./a.js";',
        'import { a } from "plotly";',
        "export { a };",
        'export * from "./a.js";',
    ],
)
def test_other_forms_of_import_and_export_are_refused_by_name(tmp_path, monkeypatch, line):
    folder(tmp_path, monkeypatch, a="export const a = 1;\n", entry=f"{line}\n")
    with pytest.raises(ValueError, match=r"entry\.js has .*; allowed: import"):
        browser.script("entry.js")
