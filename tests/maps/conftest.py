"""A map for all tests of maps: a chain of four, one who cooperates with two of them, and somebody alone."""

from types import SimpleNamespace

import pytest

from tests import make


def chain(published=True):
    """Graz – Voitsberg – Fernitz – Raaba by membership, Graz and Voitsberg cooperate with the university; Mellach."""
    stakeholder_map = make.stakeholder_map(slug="graz", name="Stakeholders of Graz", published=published)
    people = {
        name: make.stakeholder(slug=name.lower(), name=name, category=category, level=level, area=stakeholder_map.area)
        for name, category, level in [
            ("Graz", "public_authority", "municipal"),
            ("Voitsberg", "public_authority", "municipal"),
            ("Fernitz", "agency", "regional"),
            ("Raaba", "business", "municipal"),
            ("University", "academia", "national"),
            ("Mellach", "citizens", "municipal"),
        ]
    }
    entries = {name: make.entry(stakeholder_map=stakeholder_map, stakeholder=each) for name, each in people.items()}
    relations = [
        make.relation(from_stakeholder=people[one], to_stakeholder=people[other], kind=kind, weight=weight)
        for one, kind, other, weight in [
            ("Graz", "member_of", "Voitsberg", 5),
            ("Voitsberg", "member_of", "Fernitz", None),
            ("Fernitz", "funds", "Raaba", 1),
            ("Graz", "cooperates_with", "University", None),
            ("Voitsberg", "cooperates_with", "University", 3),
        ]
    ]
    return SimpleNamespace(map=stakeholder_map, people=people, entries=entries, relations=relations)


@pytest.fixture
def graz(db):
    return chain()
