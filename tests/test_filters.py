"""Filters offer what there is to choose, and a line to type into where that is too much."""

import pytest

from cityregions.api.filters import SelectOrType
from stakeholders.filters import AgreementFilter
from tests import make


def rendered(data, rf):
    request = rf.get("/agreements/", data)
    request.user = make.user()
    return str(AgreementFilter(request.GET, request=request).form["party"])


@pytest.mark.django_db
def test_a_few_records_are_a_drop_down(rf):
    make.stakeholder(slug="gtt", name="GTT")
    assert '<option value="gtt" selected>GTT</option>' in rendered({"party": "gtt"}, rf)


@pytest.mark.django_db
def test_many_records_are_typed(rf, monkeypatch):
    monkeypatch.setattr(SelectOrType, "MOST", 1)
    make.stakeholder(slug="gtt")
    make.stakeholder()
    assert rendered({"party": "gtt"}, rf) == '<input type="text" name="party" value="gtt" id="id_party">'
