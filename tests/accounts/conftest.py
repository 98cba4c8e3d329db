"""What tests of accounts share: the link that a mail holds."""

import re

import pytest

PASSWORD = "wide-river-42-stones"


@pytest.fixture
def link_in():
    """The path of the only link in a mail."""

    def link(message):
        (address,) = re.findall(r"https?://[^/\s]+(/\S*)", message.body)
        return address

    return link
