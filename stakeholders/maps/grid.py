"""The grid view of a map."""


def context(asked):
    return {}
