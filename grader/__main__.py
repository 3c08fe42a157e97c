"""The program: what starts with `grader`, and with `python -m grader`."""

from grader.system.interrupts import end_at_once


def main():
    """Run the command that the command line names."""
    end_at_once()  # before the rest is loaded, which takes a while
    import atexit
    import gc

    from grader.commands import app
    from grader.system.command_line import start

    # Python would look once more for cycles in all that is loaded, for a third of a second, before it ends.
    atexit.register(gc.freeze)
    start(app)


if __name__ == "__main__":
    main()
