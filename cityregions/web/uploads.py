"""Uploads: a file goes straight into the store while it comes in, after it is known that its sender may send it."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.forms import FileField, FileInput
from django.http.multipartparser import MultiPartParser
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityregions.records.files import formats, store

# What stands beside the file in a form.
FIELDS = 64 * 1024


def too_large():
    return gettext("The file is larger than %(most)s: make it smaller, or ask a coordinator.") % {
        "most": filesizeformat(settings.LARGEST_FILE)
    }


def disk_full():
    return gettext("The portal could not store the file: its disk is full. Nothing was saved; tell a coordinator.")


def is_too_large(request):
    """Whether a request says of itself that it holds more than the largest file; asked before it is read."""
    length = request.META.get("CONTENT_LENGTH", "")
    return length.isascii() and length.isdigit() and int(length) > settings.LARGEST_FILE + FIELDS


class ComingIn(UploadedFile):
    """A file that came in, in the store but not in its place yet; `trouble` is why it did not, in a sentence."""

    def __init__(self, incoming, told_name, trouble):
        super().__init__(incoming.file, told_name, size=incoming.size)
        self.incoming, self.told_name, self.trouble = incoming, told_name, trouble

    def __repr__(self):
        """Tells it from every other file, in the digest of a request that is sent again."""
        return f"{self.told_name} {self.incoming.digest}"

    def close(self):
        """At the end of the request; what has found its place stays there."""
        self.incoming.discard()


class IntoTheStore(FileUploadHandler):
    """Writes a file into the store piece by piece; one that grows too large or finds no place is not kept."""

    chunk_size = store.CHUNK

    def __init__(self, request=None):
        super().__init__(request)
        self.incoming, self.next_name, self.told_name, self.trouble = None, "", "", ""

    def new_file(self, *args, **kwargs):
        """One file comes with a request; any further one is passed over."""
        super().new_file(*args, **kwargs)
        if self.incoming:
            raise SkipFile
        self.told_name = self.next_name
        try:
            self.incoming = store.Incoming()
        except OSError:
            self.incoming, self.trouble = store.Nothing(), disk_full()

    def receive_data_chunk(self, raw_data, start):
        if self.trouble:
            return
        if self.incoming.size + len(raw_data) > settings.LARGEST_FILE:
            self.give_up(too_large())
            return
        try:
            self.incoming.write(raw_data)
        except OSError:
            self.give_up(disk_full())

    def give_up(self, trouble):
        """The rest is read and thrown away, so that the browser shows the answer."""
        self.trouble = trouble
        self.incoming.discard()

    def file_complete(self, file_size):
        return ComingIn(self.incoming, self.told_name, self.trouble)

    def upload_interrupted(self):
        if self.incoming:
            self.incoming.discard()


class Parser(MultiPartParser):
    """Tells the handler the name as it was sent: Django's own would quietly cut a path off."""

    def sanitize_file_name(self, file_name):
        for handler in self._upload_handlers:
            handler.next_name = file_name
        return super().sanitize_file_name(file_name) or "unnamed"


def receive(request):
    """Has the files of a request go into the store when its body is read; to be called before it is."""
    request.upload_handlers = [IntoTheStore(request)]
    request.parse_file_upload = partial(parse, request)


def parse(request, meta, post_data):
    """Whatever breaks off on the way leaves nothing behind."""
    try:
        return Parser(meta, post_data, request.upload_handlers, request.encoding or settings.DEFAULT_CHARSET).parse()
    except BaseException:
        for handler in request.upload_handlers:
            handler.upload_interrupted()
        raise


class StoredFileField(FileField):
    """A file that is what its name says, whole and harmless; its `format` tells what that is."""

    widget = FileInput(attrs={"accept": formats.ACCEPT})
    default_error_messages = {"required": _("Choose a file.")}

    def to_python(self, data):
        if data is None:
            return None
        if not isinstance(data, ComingIn):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if data.trouble:
            raise ValidationError(data.trouble)
        data.format = formats.recognise(data.incoming.file, data.told_name, data.size).extension
        return data
