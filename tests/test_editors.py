"""Law: a notebook that went through VS Code or Colab is validated and graded like the one that was handed out.

What they write is made here from what is known of them; Notebook 7 is tried for real in test_browser_student.py.
"""

import json

import pytest
from nbgrader.validator import Validator

from tests.rnn import CATALOGUE, RNN
from tests.sampling import sample

pytestmark = pytest.mark.slow

ALL_ZEROS = next(mistake for mistake in CATALOGUE if mistake.id == "b-only-da-prevt")
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": "3.12.4",
}


def vscode(notebook):
    """Keeps ids and metadata, names its own kernel, marks cells with a language, writes null counts and sorted keys."""
    notebook["metadata"] = {
        "kernelspec": {"display_name": ".venv (3.12.4)", "language": "python", "name": "python3"},
        "language_info": LANGUAGE,
    }
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python" if cell["cell_type"] == "code" else "markdown"}
    return json.dumps(notebook, indent=1, sort_keys=True)


def vscode_of_old(notebook):
    """Format 4.2, which knows no ids of cells; the kernel by the name of an environment; lines with \\r\\n."""
    notebook["nbformat_minor"] = 2
    notebook["metadata"] = {
        "interpreter": {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b9275f58929596ceb00d14d90e3e16cd6"},
        "kernelspec": {"display_name": "Python 3.8.10 64-bit ('rnn': conda)", "name": "python3"},
        "language_info": {**LANGUAGE, "version": "3.8.10"},
        "orig_nbformat": 4,
    }
    for cell in notebook["cells"]:
        cell.pop("id")
    return json.dumps(notebook, indent=2).replace("\n", "\r\n")


def colab(notebook):
    """Format 4.0: ids and other things of its own in the metadata, beside what was there."""
    notebook["nbformat_minor"] = 0
    notebook["metadata"] = {
        "colab": {"provenance": [], "collapsed_sections": ["rnn_cell_forward_text"], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
    }
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"]["id"] = cell.pop("id", f"xYz{number:09}")
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            cell["metadata"] |= {
                "colab": {"base_uri": "https://localhost:8080/", "height": 34},
                "outputId": f"0a1b2c3d-0000-4000-8000-{number:012}",
                "collapsed": True,
            }
    return json.dumps(notebook, ensure_ascii=False)


def colab_without_what_it_does_not_know(notebook):
    """The same with nothing left of nbgrader's metadata, and ids of Colab's own."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id")
    return colab(notebook)


HABITS = (vscode, vscode_of_old, colab, colab_without_what_it_does_not_know)


@pytest.fixture(scope="module")
def before(handed_in):
    """The text of a notebook in which the last function is wrong."""
    return handed_in(rnn_backward=ALL_ZEROS.sources(RNN)[0])


def failing(folder, text):
    """What nbgrader's Validator has to say, as the Validate button asks it: the sources of the cells that fail."""
    path = folder / "rnn.ipynb"
    path.write_text(text, encoding="utf-8")
    found = Validator().validate(str(path))
    assert set(found) <= {"failed"}
    return [cell["source"] for cell in found.get("failed", [])]


@pytest.mark.parametrize(
    "habit", sample([json.dumps, vscode, vscode_of_old, colab], 2, 1), ids=lambda habit: habit.__name__
)
def test_the_validate_button_says_the_same_as_before(habit, before, release, tmp_path):
    for path in [*release.rglob("*.py"), *release.rglob("*.json")]:
        target = tmp_path / path.relative_to(release)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    wrong = failing(tmp_path, habit(json.loads(before)))
    assert [source.splitlines()[-1] for source in wrong] == ["rnn_backward_test(rnn_backward)"]


def test_each_is_graded_like_what_was_handed_out(before, autograded):
    saved = {habit.__name__: habit(json.loads(before)) for habit in HABITS}
    points = autograded({"before": before, **saved})
    assert points == dict.fromkeys(["before", *saved], 70)
