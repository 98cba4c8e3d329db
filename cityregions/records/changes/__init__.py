"""Changes: what was created, changed and deleted, in the order of its commits, for programs that keep a copy."""


def changes_for(user, after, nouns=None, limit=500):
    """What a person may know of the changes after a cursor, as (changes, next cursor), outside of any request.

    `after` is a cursor, "now", or "" for all rows that there are and then their changes. Each change has `noun`,
    `action` (created, updated, deleted), `key` (slug or id), `position`, `at`, `request`, `user_id` and `row`, the row
    as the API lists it, None for a deleted one. Raises `following.CursorGone` for a cursor that has to be taken anew,
    ValueError for what is none.
    """
    from .following import Reader, page_for

    page = page_for(Reader(user), after, nouns, limit)
    return page.changes, page.next
