"""Which addresses the portal sends to: public ones, so that nobody reaches the portal's own network through it."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

# Addresses of IPv6 that lead to one of IPv4: its last four bytes.
NAT64 = IPv6Network("64:ff9b::/96")
PORTS = {"http": 80, "https": 443}


class NotAllowedError(Exception):
    """The address is not one that the portal sends to; the text says why."""


def parts_of(url):
    """Scheme, host, port and path of an address. Raises NotAllowedError for one that is malformed."""
    try:
        split = urlsplit(url)
        scheme, host, port = split.scheme.lower(), split.hostname, split.port
    except ValueError:
        raise NotAllowedError(_("This is no web address.")) from None
    if scheme not in PORTS or not host or any(ord(sign) <= 32 or ord(sign) > 126 for sign in url):
        raise NotAllowedError(_("Write a full address such as https://tools.example.org/changes."))
    if split.username is not None or split.password is not None:
        raise NotAllowedError(
            _("Leave the password out of the address: messages are signed, which proves who sends them.")
        )
    path = split.path or "/"
    return scheme, host, port or PORTS[scheme], f"{path}?{split.query}" if split.query else path


def resolve(url):
    """The network addresses that the portal may send to for this web address, as (scheme, host, port, path, found).

    Every address that the name stands for has to be public, or lie in WEBHOOK_NETWORKS; and what goes over the public
    network is encrypted. Raises NotAllowedError, and OSError when the name is not known.
    """
    scheme, host, port, path = parts_of(url)
    entries = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
    found = [ip_address(entry[4][0].partition("%")[0]) for entry in entries]
    for address in found:
        if is_ours(address):
            continue
        if not is_public(address):
            raise NotAllowedError(_("This address does not lie in the public network."))
        if scheme != "https":
            raise NotAllowedError(_("Write https: what is sent over the public network is encrypted."))
    return scheme, host, port, path, found


def is_ours(address):
    """Whether the operator of the portal allows this address although it is not public."""
    plain = unwrapped(address)
    return any(plain in network for network in settings.WEBHOOK_NETWORKS if network.version == plain.version)


def is_public(address):
    plain = unwrapped(address)
    is_special = plain.is_multicast or plain.is_reserved or getattr(plain, "is_site_local", False)
    return plain.is_global and not is_special


def unwrapped(address):
    """The address of IPv4 that one of IPv6 leads to, else the address itself."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or (address.teredo or [None, None])[1] or address
    return address
