"""What all work on one submission may use: one record, whoever does the work and wherever."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """The budget of one submission. A field that is reached ends what reached it, with a sentence for the student.

    seconds    by the clock, for all work on the submission: its cells, its tests, its pages
    cpu        seconds of CPU time of student code, for one session in the box
    wall       seconds by the clock, for one cell or one call
    memory     bytes of address space of student code
    examiner   bytes of address space that testing one submission may add to the examiner's own
    file       bytes of a file that student code writes
    files      files that student code may have open
    output     bytes that a cell may output
    items      pieces (streams, displays, errors) that a cell may output
    outputs    bytes of all outputs of the submission
    notebook   bytes of the notebook that was handed in
    cells      cells of the notebook that was handed in
    text       characters of all its cells; one cell may have a fifth of them
    """

    seconds: float = 600.0
    cpu: int = 20
    wall: float = 30.0
    memory: int = 2 << 30
    examiner: int = 1 << 30
    file: int = 16 << 20
    files: int = 64
    output: int = 2 << 20
    items: int = 1_000
    outputs: int = 16 << 20
    notebook: int = 20 << 20
    cells: int = 2_000
    text: int = 1_000_000
