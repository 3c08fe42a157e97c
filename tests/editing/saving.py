"""Actions that open the notebook in some editor or program and save it there: what formats and editors leave of it."""

import re

from tests.editing.desk import KERNEL, Cell, Format, new_id
from tests.editing.registry import action

LANGUAGE = {"name": "python", "version": "3.8.10", "mimetype": "text/x-python", "file_extension": ".py"}


def _without_ids(desk):
    for cell in desk.cells:
        cell.id = None


def _new_ids(desk, rng):
    for cell in desk.cells:
        cell.id = new_id(rng)


def _only_code_has_outputs(desk):
    for cell in desk.cells:
        cell.outputs = cell.outputs if cell.kind == "code" else []


def _metadata(desk, change, of=lambda cell: True):
    """Change the metadata of cells; undo does not reach it, as in the editors."""
    for cell in desk.cells:
        if of(cell):
            cell.metadata = change(dict(cell.metadata))


# ── Editors ───────────────────────────────────────────────────────────────────────────────────────────────────────


@action(2)
def save_in_jupyterlab(desk, rng):
    _metadata(desk, lambda metadata: {**metadata, "tags": []}, lambda cell: rng.random() < 0.2)
    desk.format = Format()
    desk.metadata = {"kernelspec": dict(KERNEL), "language_info": dict(LANGUAGE)}


@action()
def save_in_the_classic_notebook(desk, rng):
    _without_ids(desk)
    _metadata(desk, lambda metadata: {**metadata, "collapsed": True}, lambda cell: rng.random() < 0.2)
    desk.format = Format(minor=rng.choice((0, 1, 2, 3, 4)) or 2, ids=False)


@action(1)
def save_in_format_3(desk, rng):
    _without_ids(desk)
    desk.format = Format(minor=3, ids=False)


@action(1)
def save_in_format_4_0(desk, rng):
    _without_ids(desk)
    desk.format = Format(minor=0, ids=False)


@action(2)
def save_in_vscode(desk, rng):
    _metadata(desk, lambda metadata: {**metadata, "vscode": {"languageId": "python"}}, lambda cell: cell.kind == "code")
    desk.format = Format(sort=True, around=("", ""))


@action(1)
def save_in_an_old_vscode(desk, rng):
    _without_ids(desk)
    desk.metadata = {"orig_nbformat": 4, "interpreter": {"hash": "31f2aee4"}, "kernelspec": dict(KERNEL)}
    desk.format = Format(minor=2, ids=False, indent=2, newline="\r\n")


@action(1)
def save_in_vscode_that_loses_metadata(desk, rng):
    _metadata(desk, lambda metadata: {}, lambda cell: rng.random() < 0.5)
    _new_ids(desk, rng)


@action(2)
def save_in_colab(desk, rng):
    for cell in desk.cells:
        cell.metadata = {**cell.metadata, "id": new_id(rng)}
        if cell.kind == "code":
            cell.metadata |= {"colab": {"base_uri": "https://localhost:8080/"}, "outputId": new_id(rng)}
        cell.id = None
    desk.metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    desk.format = Format(minor=0, ids=False)


@action(1)
def save_in_colab_that_loses_metadata(desk, rng):
    _metadata(desk, lambda metadata: {"id": new_id(rng)})
    _without_ids(desk)
    desk.format = Format(minor=0, ids=False, indent=None)


@action(1)
def save_in_kaggle(desk, rng):
    _metadata(desk, lambda metadata: {**metadata, "_kg_hide-input": True, "trusted": True, "execution": {}})
    desk.format = Format(minor=4, ids=False, lines=False, indent=None)


@action(1)
def save_in_deepnote(desk, rng):
    _metadata(desk, lambda _: {"cell_id": new_id(rng), "deepnote_cell_type": "code", "source_hash": "x"})
    _without_ids(desk)
    desk.format = Format(minor=2, ids=False)


@action(1)
def save_in_pycharm(desk, rng):
    _metadata(desk, lambda metadata: {**metadata, "pycharm": {"name": "#%%\n"}, "collapsed": False})
    desk.format = Format(minor=0, ids=False)


@action(1)
def save_in_databricks(desk, rng):
    _metadata(desk, lambda _: {"application/vnd.databricks.v1+cell": {"nuid": new_id(rng), "title": ""}})
    _without_ids(desk)
    desk.format = Format(minor=0, ids=False, lines=rng.random() < 0.5)


# ── Programs that convert ─────────────────────────────────────────────────────────────────────────────────────────


@action(1)
def go_through_jupytext_percent(desk, rng):
    keeps = rng.random() < 0.5
    for cell in desk.cells:
        cell.outputs, cell.id = [], new_id(rng)
        cell.source = cell.source.strip("\n")
        cell.metadata = {k: v for k, v in cell.metadata.items() if k == "nbgrader"} if keeps else {}
    desk.past.clear()


@action(1)
def go_through_jupytext_light(desk, rng):
    """A script without marks of cells: an empty line at the top level begins a new cell."""
    made = []
    for cell in desk.cells:
        if cell.kind != "code":
            made.append(Cell("markdown", cell.source, {}, new_id(rng)))
            continue
        for part in re.split(r"\n\n+(?=\S)", cell.source.strip("\n")):
            made.append(Cell("code", part.strip("\n"), {}, new_id(rng)))
    desk.remember()
    desk.cells = made


@action(1)
def go_through_a_script(desk, rng):
    """nbconvert --to script and back: texts are comments in cells of code."""
    desk.remember()
    desk.cells = [
        Cell("code", cell.source, {}, new_id(rng))
        if cell.kind == "code"
        else Cell("code", "\n".join(f"# {line}" for line in cell.source.split("\n")), {}, new_id(rng))
        for cell in desk.cells
    ]


@action(1)
def go_through_one_long_script(desk, rng):
    """All code pasted into one cell."""
    code = desk.code()
    if not code:
        return False
    desk.remember()
    texts = [desk.cells[place].source for place in code]
    desk.cells = [Cell("code", "\n\n\n".join(texts), {}, new_id(rng))]
    return True


@action(1)
def go_through_nbstripout(desk, rng):
    for cell in desk.cells:
        cell.outputs = []
    desk.metadata = {}


# ── What stays of ids, metadata and outputs ───────────────────────────────────────────────────────────────────────


@action(1)
def clear_all_outputs(desk, rng):
    for cell in desk.cells:
        cell.outputs = []


@action(1)
def run_all_and_keep_a_picture(desk, rng):
    for cell in desk.cells:
        if cell.kind == "code":
            data = {"image/png": "iVBORw0KGgo=" * rng.randint(1, 300), "text/plain": ["<Figure>"]}
            cell.outputs = [{"output_type": "display_data", "data": data, "metadata": {}}]


@action(1)
def lose_the_ids(desk, rng):
    _without_ids(desk)
    desk.write(ids=False)


@action(1)
def get_new_ids(desk, rng):
    _new_ids(desk, rng)


@action(1)
def get_the_same_id_in_every_cell(desk, rng):
    for cell in desk.cells:
        cell.id = "cell"


@action(1)
def lose_all_metadata(desk, rng):
    _metadata(desk, lambda metadata: {})


@action(1)
def lose_the_metadata_of_some_cells(desk, rng):
    _metadata(desk, lambda metadata: {}, lambda cell: rng.random() < 0.3)


@action(1)
def lose_metadata_and_ids(desk, rng):
    _metadata(desk, lambda metadata: {})
    _new_ids(desk, rng)


@action(1)
def keep_the_grade_id_only(desk, rng):
    def only(metadata):
        known = metadata.get("nbgrader")
        return {"nbgrader": {"grade_id": known["grade_id"]}} if known else metadata

    _metadata(desk, only)


@action(1)
def hide_and_tag_cells(desk, rng):
    more = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"], "slideshow": {"slide_type": "slide"}}
    _metadata(desk, lambda metadata: {**metadata, **more}, lambda cell: rng.random() < 0.4)


@action(1)
def change_the_kernel(desk, rng):
    desk.metadata = rng.choice(
        (
            {},
            {"kernelspec": {"display_name": "R", "language": "R", "name": "ir"}},
            {"kernelspec": {"display_name": "rnn", "language": "python", "name": "conda-env-rnn-py"}},
            {"language_info": dict(LANGUAGE), "toc": {"base_numbering": 1}, "widgets": {}},
        )
    )
