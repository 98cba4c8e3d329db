"""API tokens: made by people for their own tools or by coordinators, told by mail and noted in the log."""

from datetime import timedelta

from django.db import transaction

from cityregions.web.logs import note
from cityregions.web.mail import send

from .models import ApiToken

USUAL_LIFE = timedelta(days=365)
LONGEST_LIFE = timedelta(days=2 * 365)
# A token that no tool has used for so long is one to ask about.
UNUSED_FOR = timedelta(days=90)


@transaction.atomic
def make_token(user, by, expiry, **fields):
    """A new token and its key, which nobody can read again. Its person is told by mail, whoever made it."""
    made, key = ApiToken.objects.create(user, None, **fields)
    # The manager takes a life, counted from a moment of its own, and would shift the end of a day into the next.
    made.expiry = expiry
    made.save(update_fields=["expiry"])
    note("token made", token=made.token_key, user=user.pk, by=by.pk, read_only=made.read_only, nouns=made.nouns)
    context = {"token": made, "by": None if by == user else by, "nouns": ", ".join(made.nouns)}
    send("partners/email/token_made", user.email, user.language, context)
    return made, key


def revoke_tokens(tokens, by):
    """Ends the tokens of a queryset; returns how many there were."""
    for token in tokens:
        note("token revoked", token=token.token_key, user=token.user_id, by=by.pk)
    return tokens.delete()[0]
