"""The geo view of a map."""


def context(asked):
    return {}
