"""Where webhooks may be sent: the public network, encrypted, and nowhere else."""

import socket
from ipaddress import ip_address, ip_network

import pytest

from partners.webhooks.addresses import NotAllowedError, is_public, resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"])
def test_addresses_that_are(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://9.9.9.9/", "full address"),
        ("//9.9.9.9/", "full address"),
        ("https://", "full address"),
        ("https://9.9.9.9:99999/", "no web address"),
        ("https://[::1/", "no web address"),
        ("https://name:word@9.9.9.9/", "password"),
        ("https://9.9.9.9/\r\nHost: x", "full address"),
        ("https://127.0.0.1/", "public network"),
        ("https://2130706433/", "public network"),
        ("https://0x7f.1/", "public network"),
        ("https://localhost/", "public network"),
        ("https://[::ffff:127.0.0.1]/", "public network"),
        ("http://9.9.9.9/", "https"),
    ],
)
def test_an_address_that_the_portal_does_not_send_to(url, words):
    with pytest.raises(NotAllowedError, match=words):
        resolve(url)


def test_an_address_that_it_sends_to():
    found = ("https", "9.9.9.9", 8443, "/a?b=c", [ip_address("9.9.9.9")])
    assert resolve("HTTPS://9.9.9.9:8443/a?b=c#d") == found


def test_one_of_several_addresses_is_not_public(monkeypatch):
    names = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("9.9.9.9", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args: names)
    with pytest.raises(NotAllowedError, match="public network"):
        resolve("https://rebound.example/")


def test_networks_that_the_operator_allows(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("10.1.0.0/16")]
    assert resolve("http://10.1.2.3/")[4] == [ip_address("10.1.2.3")]
    with pytest.raises(NotAllowedError):
        resolve("http://10.2.0.1/")
