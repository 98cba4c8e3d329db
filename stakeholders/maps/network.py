"""The network view of a map."""


def context(asked):
    return {}
