"""Two boxes: one for cells with any kind of output, and a bare one, much cheaper to fork, for most of the work."""

from .box import Box


class Boxes:
    """Takes what Box takes; both start, are replaced and end together."""

    def __init__(self, *arguments):
        self.full, self.bare = Box(*arguments), Box(*arguments, bare=True)  # type: ignore[misc]
        self.confinement = self.full.confinement

    @property
    def each(self):
        """Both of them."""
        return self.full, self.bare

    @property
    def odd(self):
        """True when one of them has to be replaced; setting it sets both."""
        return any(box.odd for box in self.each)

    @odd.setter
    def odd(self, odd):
        for box in self.each:
            box.odd = odd

    def start(self):
        """Start both; BoxFailed where one does not."""
        for box in self.each:
            box.start()
        return self

    def mend(self):
        """Start again what is odd or has ended; return whether there was any."""
        ended = [box for box in self.each if box.odd or box.process.poll() is not None]
        for box in ended:
            box.start()
        return bool(ended)

    def session(self, bare=False):
        """Fork a session.

        bare       True: all cells that it will run are plain Python and output only text
        """
        return (self.bare if bare else self.full).session()

    def close(self):
        """End both."""
        for box in self.each:
            box.close()
