"""Starting a command from its command line: whatever keeps it from its work ends in one line on standard error."""

import os
import sys
from enum import Enum
from typing import Any

import typer

from grader.system.terminal import PROGRAM, REFUSED, CannotRun, command, sentence, stop

TRACEBACK_VARIABLE = "GRADER_TRACEBACK"  # in the environment: where the program itself fails, say where
# Typer has these from Click, or from a copy of it, as its version may be; so they are taken from what it gives.
WRONG: Any = typer.BadParameter.__mro__[2]
INTERRUPTED = 130


def start(app: typer.Typer, words: list[str] | None = None) -> None:
    """Run the command of a Typer application that a command line names; it ends with SystemExit.

    words      the command line without the program; None: that of this process
    """
    try:
        code = app(words, prog_name=PROGRAM, standalone_mode=False)
    except WRONG as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # nothing was asked for
            error.show()
            raise SystemExit(REFUSED) from None
        stop(in_words(error), error.exit_code)
    except typer.Abort:
        stop("Stopped: interrupted", INTERRUPTED)
    except BrokenPipeError:  # whoever read the output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        stop(sentence(error))
    except CannotRun as error:
        stop(str(error))
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        text = " ".join(str(error).split())
        stop(f"The grader failed ({type(error).__name__}: {text}). To see where: {TRACEBACK_VARIABLE}=1 {_again()}")
    raise SystemExit(code if isinstance(code, int) else 0)


def _again():
    return command(*sys.argv[1:])


def in_words(error):
    """Say in one line what is wrong with a command line, and how its help is read.

    error      one of WRONG
    """
    context = getattr(error, "ctx", None)
    words = (context.command_path if context else PROGRAM).split()[1:]
    return f"{' '.join([PROGRAM, *words])}: {_wrong(error, context)}; for help: {command(*words, '--help')}"


def _wrong(error, context):
    kind, parameter = type(error).__name__, getattr(error, "param", None)
    if kind == "NoSuchOption":
        known = ", ".join(getattr(error, "possibilities", None) or ())
        return f"{error.option_name} is none of its options" + (f"; did you mean {known}?" if known else "")
    if kind == "MissingParameter" and parameter is not None:
        return f"{_called(parameter)} is missing{_choices(parameter)}"
    if kind == "BadParameter" and parameter is not None:
        return f"{_called(parameter)}: {_plain(error.message)}"
    known = getattr(context.command, "commands", None) if context else None
    if known:  # a command that there is not
        return f"{_plain(error.message.partition('. Did')[0])}; there are {', '.join(sorted(known))}"
    return _plain(error.format_message())


def _called(parameter):
    """What a person calls a parameter: --workers, or the name of an argument."""
    return max(parameter.opts, key=len) if parameter.param_type_name == "option" else parameter.name


def _choices(parameter):
    """What may be given for a parameter, where that is a choice and this version of Typer tells."""
    kind = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    named = isinstance(kind, type) and issubclass(kind, Enum)
    return f"; it is one of {', '.join(one.value for one in kind)}" if named else ""


def _plain(text):
    """A sentence of a library without its end and its lines."""
    return " ".join(text.split()).rstrip(".")
