"""The exercises in code and on paper: an empty form fails kindly, the solution passes, a slip is called by its name."""

import importlib
import linecache
import re

import nbformat
import pytest

from conftest import NOTEBOOKS
from frontear_widgets.lessons.exercises.in_code import CodeExercise
from frontear_widgets.lessons.exercises.on_paper import PaperExercise

LESSONS = {path.stem: path for path in sorted({*NOTEBOOKS.glob("[0-9]*.ipynb")} - {NOTEBOOKS / "00_index.ipynb"})}
LOOP = """averages = [energy[:, 0]]
    for t in range(1, energy.shape[1]):
        averages.append((1 - s) * averages[-1] + s * energy[:, t])
    average = torch.stack(averages, dim=1)"""
LOOP_OVER_BANDS = """averages = [energy[0]]
    for t in range(1, len(energy)):
        averages.append((1 - s) * averages[-1] + s * energy[t])
    average = torch.stack(averages)"""
UNPAIRED = """return differences.mean().item(), half * (
        t.ppf(0.975, 2 * n - 2) / t.ppf(0.975, n - 1) * ((ours.var() + theirs.var()).item() ** 0.5 / deviation)
    )"""
MASKED = "energy.masked_fill(behind, -torch.inf).softmax(dim=1)"
PAIR = "return differences.mean().item(), half"
CORNERS = "700 * (10 ** (torch.linspace(low_mel, high_mel, n_filters + 2) / 2595) - 1)"
SLANEYS = "__import__('frontear').dsp.scales.spaced('mel-slaney', n_filters + 2, low_hz=low_hz, high_hz=high_hz)"
SLIPS = {  # of a solution's text: what is wrong, instead of what, and words of the sentence that is told then
    "01_windowing": [
        ("/ length)", "/ (length - 1))", "a period of N − 1 samples"),
        ("+= window", "+= window**2", "sums of the windows' squares"),
        ("+= window", "= window", "Where windows overlap only the last one counts"),
        ("+= window", "+= 1", "counts how many windows reach a sample"),
        ("(n_frames - 1)", "n_frames", "should come back, and it is a tensor of shape"),
        ("0.5 - 0.5", "0.5 + 0.5", "values are off, the first at sample 0: it is 1, and should be 0"),
        ("start + length", "length", "In line 11 of the cell, `total[start : length] += window`, Python stops"),
        ("return total", "return", "Nothing comes back"),
    ],
    "02_filtering": [
        ("torch.arange(n_fft // 2 + 1)", "torch.arange(1, n_fft // 2 + 2)", "one bin too low"),
        ("torch.arange(n_fft // 2 + 1)", "torch.arange(-1, n_fft // 2)", "one bin too high"),
        (".clamp(min=0)", "", "cut them with `clamp(min=0)`"),
        (CORNERS, "torch.linspace(low_hz, high_hz, n_filters + 2)", "evenly in Hz"),
        (CORNERS, "torch.linspace(low_mel, high_mel, n_filters + 2)", "still in mel, and the bins in Hz"),
        (CORNERS, SLANEYS, "evenly on Slaney's mel scale"),
        (
            "2595 * log10(1 + hz / 700)",
            "1127 * log10(1 + hz / 700)",
            "values are off, the first at filter 0, bin 1: it is 0.3085, and should be 0.",
        ),
        ("n_filters + 2", "n_filters + 1", "(40, 257) should come back, and it is a tensor of shape (39, 257)"),
        (".clamp(min=0)", ".clamp(min=0).T", "Rows and columns are exchanged"),
        (".clamp(min=0)", ".clamp(min=0) * 2 / (high - low)", "area of 1"),
    ],
    "03_compression": [
        ("averages = [energy[:, 0]]", "averages = [s * energy[:, 0]]", "begins with the first frame as it is"),
        ("averages = [energy[:, 0]]", "averages = [torch.zeros(len(energy))]", "M[0] is 0 here"),
        ("(1 - s) * averages[-1] + s *", "s * averages[-1] + (1 - s) *", "s is the share of the new frame"),
        (LOOP, LOOP_OVER_BANDS, "should run over the frames"),
        (" - delta ** (1 / r)", "", "so that silence becomes 0"),
        ("+ delta) ** (1 / r) - delta ** (1 / r)", "+ delta) ** r - delta**r", "a root"),
        ("dim=1)", "dim=0)", "Python stops: RuntimeError"),
    ],
    "04_mel_and_gabor": [
        (" / ((2 * pi) ** 0.5 * sigma)", "", "divide by √(2π) σ"),
        (" - n_taps // 2", "", "n begins with 0 here"),
        ("return wave", "return wave.real", "the real part alone"),
        ("mu = 2 * pi * center_hz", "mu = center_hz", "μ is in cycles per sample here"),
        ("/ (2 * sigma**2)", "/ sigma**2", "n² is divided by 2σ²"),
        ("(2 * log(2)) ** 0.5", "2 * log(2)", "a root of 2 ln 2"),
        ("bell / ((2 * pi) ** 0.5", "bell / (2 * pi * 0.5", "values are off, the first at tap"),
    ],
    "05_learning": [
        ("t.ppf(0.975, n - 1)", "1.96", "For so few take Student's t"),
        ("t.ppf(0.975, n - 1)", "t.ppf(0.95, n - 1)", "ask for 0.975"),
        (".std()", ".std(correction=0)", "Divide by n − 1"),
        (" / n**0.5", "", "divide by √n"),
        ("ours - theirs", "theirs - ours", "This is theirs less ours"),
        (", half", ", 2 * half", "the whole width"),
        (PAIR, UNPAIRED, "This takes the two for unpaired"),
        (PAIR, "return half", "a tensor of shape (2,) should come back"),
        (PAIR, "return 0, half", "the mean is 0, and should be 0.038"),
    ],
    "06_paradigms": [
        ("(size - 1) * step", "size - 1", "This forgets the strides"),
        ("(size - 1) * step", "(size - 1) * step * stride", "Each stride counts one layer too early"),
        ("(size - 1) * step", "size * step", "size − 1 steps, not size"),
        ("in layers:", "in reversed(layers):", "from the last to the first"),
        ("step *= stride", "step += stride", "the receptive field is 21, and should be 17"),
        ("return length, step", "return length", "a tensor of shape (2,) should come back, and it is one number"),
    ],
    "07_backends": [
        ("energy.masked_fill(behind, -torch.inf)", "energy", "Padding is attended to"),
        ("-torch.inf", "0", "e to the power of 0 is 1"),
        (MASKED, "energy.softmax(dim=1) * ~behind", "before the softmax, not after it"),
        ("dim=1", "dim=0", "should run over the frames of each clip"),
        (MASKED, "~behind / n_frames[:, None]", "this is the mean, and w is not in it"),
        ("sum(dim=2)", "mean(dim=2)", "the first at clip 0, channel 0"),
        ("sum(dim=2)", "sum(dim=1)", "(3, 4) should come back, and it is a tensor of shape (3, 6)"),
    ],
    "08_speech": [
        (
            "share * with_speech + (1 - share) * without",
            "with_speech",
            "the F1 of the clips without speech is not in it",
        ),
        ("share * with_speech + (1 - share) * without", "(with_speech + without) / 2", "which is the macro F1"),
        ("share * with_speech + (1 - share) * without", "(said == speech).float().mean(dim=1)", "the micro F1"),
        ("share * with_speech + (1 - share) * without", "share * without + (1 - share) * with_speech", "exchanged"),
        ("2 * right / (2 * right + wrong)", "right / (right + wrong)", "count twice in an F1"),
        ("probabilities > ", "probabilities >= ", "over the threshold, not where it is equal"),
        ("thresholds[best],", "best,", "this is its place among them"),
        ("thresholds[best],", "thresholds.min(),", "the threshold is 0.1, and should be"),
        ("thresholds[best],", "", "a tensor of shape (2,) should come back, and it is one number"),
    ],
    "09_gate": [
        ("level >= closes_db", "level >= opens_db", "Between the two it stays as it is"),
        (
            "level >= opens_db or (triggered and level >= closes_db)",
            "level >= closes_db",
            "opens at the lower threshold",
        ),
        ("triggered or left > 0", "triggered", "behind the last that was triggered"),
        ("left = hold", "left = hold + 1", "held for one sample too long"),
        ("left > 0", "left > 1", "held for one sample too short"),
        ("min(at + 1 / attack, 1)", "min(at + 1 / release, 1)", "the first at sample"),
        ("hold: int, attack: int, release: int", "hold: int, release: int, attack: int", "have changed places"),
        (
            "min(at + 1 / attack, 1) if is_open else max(at - 1 / release, 0)",
            "float(is_open)",
            "open or closed at once",
        ),
        ("return torch.tensor(found)", "return at", "(280,) should come back, and it is one number"),
    ],
    "10_beyond_audio": [
        (" - waveform.mean()", "", "The mean is still in it, as all of the energy at 0 Hz"),
        (".abs().square()", ".abs()", "These are amplitudes"),
        (
            "waveform - waveform.mean())\n    energy = spectrum.abs().square()",
            "waveform)\n    energy = spectrum.abs()",
            "The mean is still in it, and these are amplitudes",
        ),
        (
            "torch.fft.rfftfreq(len(waveform), 1 / sample_rate)",
            "torch.arange(len(waveform) // 2 + 1)",
            "These are bins, not Hz",
        ),
        ("energy[inside].sum()", "energy[~inside].sum()", "what lies outside the band"),
        (" / energy.sum()", "", "Asked for is its share of all"),
        ("1 / sample_rate", "2 / sample_rate", "it is"),
    ],
}
SLIPPED = [(lesson, *slip) for lesson, slips in SLIPS.items() for slip in slips]


def cell(lesson: str, call: str) -> str:
    cells = nbformat.read(LESSONS[lesson], as_version=4).cells
    (source,) = [cell.source for cell in cells if cell.source.endswith(call) or f"\n{call}" in cell.source]
    return source


def run(text: str, name: str) -> dict:
    """What a cell defines, and what it shows as `shown`; a traceback knows its lines."""
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    *before, last = text.rstrip().splitlines()
    names: dict = {}
    exec(compile("\n".join([*before, f"shown = {last}"]), name, "exec"), names)
    return names


def form(lesson: str) -> dict:
    return run(cell(lesson, "check("), f"form of {lesson}")


def solution(lesson: str) -> str:
    return (LESSONS[lesson].parent / "solutions" / f"{lesson}.py").read_text(encoding="utf-8")


def judged(lesson: str, text: str) -> CodeExercise:
    """The panel for a body: the form's own call, as the student runs it."""
    asked = form(lesson)
    (name,) = re.findall(r"^check\((\w+)\)", cell(lesson, "check("), re.MULTILINE)
    return asked["check"](run(f"{text}\n{name}", f"solution of {lesson}")["shown"])


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_empty_form_is_told_kindly_that_nothing_comes_back(lesson: str):
    shown = form(lesson)["shown"]
    assert isinstance(shown, CodeExercise)
    assert not shown.solved
    assert "Not yet.</span> Nothing comes back. Write the body in place of the three dots" in shown.feedback.value


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solution_passes(lesson: str):
    shown = judged(lesson, solution(lesson))
    assert shown.solved, shown.feedback.value
    assert "✓ Solved." in shown.feedback.value


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solution_takes_what_its_form_takes_in_five_to_fifteen_lines(lesson: str):
    head = next(line for line in cell(lesson, "check(").splitlines() if line.startswith("def "))
    _, _, body = solution(lesson).partition(f"{head}\n")
    assert 5 <= len(body.strip().splitlines()) <= 15
    assert body.strip() not in LESSONS[lesson].read_text(encoding="utf-8")


@pytest.mark.parametrize(("lesson", "right", "wrong", "told"), SLIPPED)
def test_a_slip_is_told_in_a_sentence_that_names_it(lesson: str, right: str, wrong: str, told: str):
    text = solution(lesson)
    assert right in text
    shown = judged(lesson, text.replace(right, wrong))
    assert not shown.solved
    assert plain(told) in plain(shown.feedback.value)


def plain(words: str) -> str:
    for mark in ("<code>", "</code>", "`"):
        words = words.replace(mark, "")
    return words.replace("&#x27;", "'").replace("&gt;", ">").replace("&lt;", "<")


@pytest.mark.parametrize("lesson", LESSONS)
def test_to_every_fault_that_an_exercise_knows_a_slip_leads(lesson: str):
    known = {sentence for case in task_module(lesson).check.cases() for sentence in case.faults}
    assert not [sentence for sentence in known if not any(plain(told) in plain(sentence) for *_, told in SLIPS[lesson])]


def task_module(lesson: str):
    return importlib.import_module(f"frontear_widgets.lessons.exercises.{lesson[3:]}")


@pytest.mark.parametrize("lesson", LESSONS)
def test_hints_open_one_by_one_and_the_last_says_where_a_solution_stands(lesson: str):
    hints = form(lesson)["shown"].children[-1]
    assert hints.words.value == ""
    for number in range(1, 20):
        hints.more.click()
        assert hints.words.value.count("<li>") == min(number, len(task_module(lesson).check.hints) + 1)
        if hints.more.description == "No more hints":
            break
    assert f"solutions/{lesson}.py" in hints.words.value
    assert (NOTEBOOKS / "solutions" / f"{lesson}.py").exists()


@pytest.mark.parametrize("lesson", LESSONS)
def test_voila_offers_the_text_of_the_cell(lesson: str):
    assert form(lesson)["shown"].form.code == cell(lesson, "check(")


@pytest.mark.parametrize("lesson", LESSONS)
def test_on_paper_the_answer_is_right_and_is_in_sight_neither_of_the_cell_nor_of_the_question(lesson: str):
    source = cell(lesson, "on_paper()")
    asked = run(source, f"paper of {lesson}")["shown"]
    assert isinstance(asked, PaperExercise)
    task = task_module(lesson).on_paper
    for written in (f"{task.answer:g}", f" {task.answer:g} {task.unit}".rstrip(), f"{task.answer:g}".replace(".", ",")):
        asked.number.value = ""
        asked.number.value = written
        assert "✓ Solved." in asked.feedback.value, written
    assert not task.verdict(f"{task.answer + 2 * task.within + 1}")[0]
    for slip, sentence in task.faults.items():
        assert task.verdict(f"{slip}") == (False, sentence)
    assert f"{task.answer:g}" not in source


@pytest.mark.parametrize(
    ("written", "told"), [("", "Write a number first."), ("far", "no number"), ("nan", "no number")]
)
def test_what_is_no_number_is_told_so(written: str, told: str):
    assert told in task_module("01_windowing").on_paper.verdict(written)[1]


def stops(*_arguments):
    raise ValueError("<b>no</b>")


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (3, "Hand over the function itself, its name without brackets; this is an int."),
        (lambda: 1, "When it is called, Python stops: TypeError"),
        (lambda *_: "words", "What comes back should be numbers, and is a str."),
        (lambda length, hop, n: [float("nan")] * (hop * (n - 1) + length), "it is nan, and should be 0."),
        (lambda length, hop, n: [1j] * (hop * (n - 1) + length), "Complex numbers come back; they should be real."),
        (stops, "Python stops: ValueError: &lt;b&gt;no&lt;/b&gt;."),
    ],
)
def test_what_is_no_function_or_returns_no_such_numbers_is_told_so(function, told: str):
    shown = task_module("01_windowing").check(function)
    assert not shown.solved
    assert told in shown.feedback.value


@pytest.mark.parametrize("kind", ["numpy()", "tolist()", "requires_grad_()"])
def test_numbers_may_come_back_as_an_array_a_list_or_with_a_gradient(kind: str):
    assert judged("01_windowing", solution("01_windowing").replace("return total", f"return total.{kind}")).solved
