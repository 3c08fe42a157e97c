"""Work that is done beside other work, in a thread."""

import threading


class Aside:
    """Something that is done while work goes on; it ends with the program."""

    def __init__(self):
        self._thread, self._failed = None, []

    def start(self, do):
        self._thread = threading.Thread(target=self._do, args=(do,), daemon=True)
        self._thread.start()

    def is_over(self):
        """True where nothing is under way; raises what the last one ended with."""
        if self._failed:
            raise self._failed.pop()
        return self._thread is None or not self._thread.is_alive()

    def _do(self, do):
        try:
            do()
        except Exception as error:
            self._failed.append(error)
