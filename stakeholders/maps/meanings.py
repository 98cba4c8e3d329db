"""What is measured of a network, each in a word and in one sentence of what it means."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Meaning(NamedTuple):
    """A measure: its name here and for people, what it means, and how many decimals it is told with."""

    name: str
    label: str
    sentence: str
    decimals: int = 0


OF_A_STAKEHOLDER = (
    Meaning("degree", _("Relations"), _("How many relations it has on this map, whichever way they go.")),
    Meaning(
        "in_degree", _("Towards it"), _("How many relations go towards it; one that is mutual counts here and there.")
    ),
    Meaning(
        "out_degree", _("From it"), _("How many relations start from it; one that is mutual counts here and there.")
    ),
    Meaning(
        "betweenness",
        _("Betweenness"),
        _("The share of the shortest ways between any two others that lead through it: who can pass on or hold back."),
        3,
    ),
    Meaning(
        "closeness",
        _("Closeness"),
        _("How few steps it takes from it to all others, from 0 to 1: who hears and reaches everybody soon."),
        3,
    ),
    Meaning(
        "eigenvector",
        _("Eigenvector"),
        _("How well those are linked to whom it is linked; the highest is 1: who is near to those that count."),
        3,
    ),
)
OF_THE_WHOLE = (
    Meaning("stakeholders", _("Stakeholders"), _("Who is on the map.")),
    Meaning("relations", _("Relations"), _("How many relations there are among those on the map.")),
    Meaning(
        "density",
        _("Density"),
        _("The share of all possible links from one stakeholder to another that are there, from 0 to 1."),
        3,
    ),
    Meaning(
        "reciprocity",
        _("Reciprocity"),
        _("The share of links that are returned by the other side, from 0 to 1; what is mutual always is."),
        3,
    ),
    Meaning(
        "components",
        _("Parts"),
        _("Into how many parts the network falls between which there is no way at all; one is a network in one piece."),
    ),
    Meaning("largest", _("In the largest part"), _("How many stakeholders are in the largest of these parts.")),
    Meaning("alone", _("Without a relation"), _("How many stakeholders on the map have no relation on it.")),
    Meaning(
        "average_path",
        _("Mean distance"),
        _("How many steps it takes on average from one stakeholder to another that it can reach at all."),
        2,
    ),
    Meaning(
        "diameter",
        _("Longest distance"),
        _("How many steps the two are apart that are furthest from each other; told for up to 2,000 stakeholders."),
    ),
    Meaning(
        "communities",
        _("Communities"),
        _("How many groups were found in which stakeholders have more to do with each other than with the rest."),
    ),
    Meaning(
        "modularity",
        _("Modularity"),
        _("How clearly the communities stand apart: near 0 hardly, above 0.3 clearly, 1 at most."),
        2,
    ),
)
BROKERS = _(
    "Brokers lie on many of the shortest ways between others; the lower their constraint, the fewer of those with whom "
    "they deal also deal with each other, and the more they decide what passes."
)
CUT_POINTS = _("A cut point holds the network together: without it, others lose every way to the rest.")
COMMUNITIES = _(
    "Communities are found from the relations alone, stronger ones counting more: who has more to do with each other "
    "than with the rest. One is named after its best linked member."
)
