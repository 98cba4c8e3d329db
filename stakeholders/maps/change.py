"""The change view of a map."""


def context(asked):
    return {}
