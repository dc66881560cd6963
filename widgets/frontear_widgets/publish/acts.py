"""What the page does by itself at a press of a button: predictions, exercises, hints; and what it cannot do."""

from typing import Any

from frontear_widgets.core.exercise import Checked, Exercise, verdict
from frontear_widgets.core.live import Live
from frontear_widgets.core.predict import Predict
from frontear_widgets.lessons.exercises.in_code import Hints
from frontear_widgets.lessons.exercises.on_paper import PaperExercise

from .models import Models

ENOUGH = 20  # presses until there is no hint more


def prediction(predict: Predict, models: Models) -> dict[str, Any]:
    """What committing does: the same for all choices, but for the words beside each; the answer is made for it."""
    names = models.of(predict)
    before = models.states(names)
    options = [str(option) for option in predict.choice.options]
    predict.choice.value = predict.choice.options[0]
    predict.commit()
    own = {models.name(widget): widget for widget in (predict, predict.button)}
    after = {name: {k: v for k, v in models.state(name).items() if v != before[name].get(k)} for name in own}
    for name, state in before.items():
        models.begin(name, state)
    return {
        "act": "predict",
        "panel": models.name(predict),
        "choice": models.name(predict.choice),
        "button": models.name(predict.button),
        "cover": models.name(predict.cover),
        "options": options,
        "verdicts": [predict.verdict(option) for option in options],
        "right": [predict.is_right(option) for option in options].index(True),
        "after": after,
    }


def exercise(panel: Exercise, models: Models) -> dict[str, Any]:
    """What checks a panel's settings: each recorded state has its verdict."""
    about = {"live": models.name(panel.panel), "begin": checked(panel)}
    return {"act": "exercise", **_checked(panel, models), **about}


def checked(panel: Exercise) -> dict[str, Any]:
    """What would be said of an exercise as it stands now."""
    solved, sentence = panel.checked()
    return {"solved": solved, "words": verdict(solved, sentence)}


def on_paper(panel: PaperExercise, models: Models) -> dict[str, Any]:
    """The answer to a question on paper, known slips, and what is said of them."""
    task = panel.task
    said = {
        "none": verdict(False, "Write a number first."),
        "strange": verdict(False, "“{}” is no number; write one, such as 12.5."),
        "high": verdict(False, "{} is too high."),
        "low": verdict(False, "{} is too low."),
        "right": verdict(True, task.because),
    }
    slips = [[number, verdict(False, sentence)] for number, sentence in task.faults.items()]
    about = {"number": models.name(panel.number), "answer": task.answer, "within": task.within, "unit": task.unit}
    return {"act": "paper", **_checked(panel, models), **about, "said": said, "slips": slips}


def hints(panel: Hints, models: Models) -> dict[str, Any]:
    """What each press of the button shows."""
    names = [models.name(panel.words), models.name(panel.more)]
    before = models.states(names)
    presses = []
    for _ in range(ENOUGH):
        panel.show()
        now = models.states(names)
        if presses and now == presses[-1]:
            break
        presses.append(now)
    for name, state in before.items():
        models.begin(name, state)
    return {"act": "hints", "button": models.name(panel.more), "presses": presses}


def _checked(panel: Checked, models: Models) -> dict[str, Any]:
    """The panel, where its verdict stands, and its head when it is solved."""
    names = {"panel": models.name(panel), "feedback": models.name(panel.feedback), "head": models.name(panel.head)}
    buttons = [part for part in panel.children[-1].children if part is not panel.feedback]
    return names | {"check": models.name(buttons[0]), "solved": panel.head_when(solved=True)}


def reset_of(live: Live, models: Models) -> str:
    """The button that leads back to the start."""
    return models.name(live.children[-1].children[0])
