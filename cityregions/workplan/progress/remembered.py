"""What follows from its arguments alone, remembered."""


class Remembered:
    """The results of `make` that were asked for lately: at least the last `most`, at most twice as many.

    Two generations cost less than to keep the order in which each was asked for.
    """

    def __init__(self, make, most):
        self.make, self.most, self.young, self.old = make, most, {}, {}

    def get(self, arguments):
        young, old = self.young, self.old
        found = young.get(arguments)
        if found is None:
            found = old.get(arguments)
            young[arguments] = found = self.make(*arguments) if found is None else found
            if len(young) >= self.most:
                self.young, self.old = {}, young
        return found
