"""Two boxes: one for cells with any kind of output, and a bare one, much cheaper to fork, for most of the work."""

from .box import Box


class Boxes:
    """Takes what Box takes. The other one starts with the first session that needs it: in most classes none does.

    needs_full True once a session has
    """

    def __init__(self, *arguments):
        self.full, self.bare = Box(*arguments), Box(*arguments, bare=True)  # type: ignore[misc]
        self.needs_full = False
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
        """Start the bare one; BoxFailed where it does not."""
        self.bare.start()
        return self

    def mend(self):
        """Start what is needed and is odd, has ended or was never started; return whether there was any."""
        ended = [box for box in (self.each if self.needs_full else [self.bare]) if box.odd or box.has_ended]
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
