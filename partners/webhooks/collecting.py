"""What a webhook is to be told: the changes since it was last looked at, as its owner sees them."""

import secrets
from types import SimpleNamespace

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from cityregions.api.renderers import as_json
from cityregions.records.changes.dependents import nouns
from cityregions.records.changes.following import CursorGone, Page, Reader, page_for
from cityregions.records.changes.sequencing import sequence

from ..models import Delivery, Event, Webhook
from .past import row_before

# Changes that are looked at in one transaction.
AT_ONCE = 500
RESET = "changes.reset"
TEST = "webhook.test"
READ_ANEW = _("You may see other rows now, or the webhook was switched off for too long: read everything anew.")


def start_now(owner):
    """The place in the feed from which a new webhook is told."""
    return page_for(Reader(owner), "now").next


def collect(key):
    """Turns the next changes into deliveries. Returns whether there may be more."""
    # Before, since whoever gives out places bars the way for all others until the transaction ends.
    sequence()
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update(of=("self",)).select_related("owner").get(pk=key)
        if not webhook.owner.is_in_partnership:
            end(webhook)
            return False
        try:
            page = page_for(Reader(webhook.owner), webhook.cursor, webhook.nouns or None, AT_ONCE, in_order=True)
        except CursorGone:
            # What was to be told, or was, may speak of rows that its owner no longer sees.
            webhook.deliveries.all().delete()
            page = Page(next=start_now(webhook.owner))
            tell(webhook, RESET, {"detail": str(READ_ANEW)}).save()
        Delivery.objects.bulk_create([delivery for change in page.changes if (delivery := told(webhook, change))])
        Webhook.objects.filter(pk=key).update(cursor=page.next)
        return page.more


def end(webhook):
    """Whoever works here no longer is told nothing more, and nothing of what was told stays."""
    webhook.deliveries.all().delete()
    with override(webhook.owner.language):
        because = gettext("The work of its owner for the partners has ended.")
    Webhook.objects.filter(pk=webhook.pk).update(is_active=False, off_because=because)


def told(webhook, change):
    """The delivery of a change, or None where the webhook does not ask for it."""
    if change.action not in webhook.events or not passes(webhook, change):
        return None
    data = {
        "noun": change.noun,
        "action": change.action,
        "key": change.key,
        "at": change.at,
        "request": change.request,
        "before": row_before(change, webhook.owner),
        "after": change.row,
    }
    return tell(webhook, f"{change.noun}.{change.action}", data, noun=change.noun, key=str(change.key))


def tell(webhook, event, data, **about):
    """A message that is to go out now."""
    now = timezone.now()
    body = as_json({"type": event, "timestamp": now, "data": data}).decode()
    message = f"msg_{secrets.token_hex(16)}"
    return Delivery(webhook=webhook, message=message, event=event, body=body, due_at=now, **about)


def passes(webhook, change):
    """Whether the filter lets a change through: rows that it finds, and those that the tool knows from before."""
    if not webhook.filter or (change.action != Event.DELETED and found(webhook, change)):
        return True
    last = webhook.deliveries.filter(noun=change.noun, key=str(change.key)).first()
    return bool(last) and not last.event.endswith(f".{Event.DELETED}")


def found(webhook, change):
    viewset = nouns()[change.noun]
    rows = viewset.queryset.visible_to(webhook.owner).filter(**{viewset.lookup_field: change.key})
    return filtered(viewset, webhook.filter, webhook.owner, rows).qs.exists()


def filtered(viewset, text, user, rows):
    """The filters of a noun's list, filled in as they stand in an address after the question mark."""
    return viewset.filterset_class(QueryDict(text), rows, request=SimpleNamespace(user=user))
