"""Where the front-end packages are found: each one of package.json, under vendor/."""

import json

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import get_files
from django.core.files.storage import FileSystemStorage

# Sources, type declarations and documents of a package are not for browsers, nor are outlines that the server draws.
LEFT_OUT = ["*.md", "*.ts", "*.map", "LICENSE*", "package.json", "*.scss", "unicode.json", "metadata.json"]
LEFT_OUT += ["countries-*.json", "land-*.json", "*.ttf", "*.ttf.png"]
# What bundlers take of the network's packages; browsers take one file of each.
LEFT_OUT += ["*.esm.js", "*.cjs*.js", "*.mjs", "*.mts", "graphology.umd.js", "specs"]


class VendorFinder(BaseFinder):
    """Serves the files of the packages that package.json names, and of no others, under `vendor/<package>/`."""

    def __init__(self, *args, **kwargs):
        package_json = settings.BASE_DIR / "package.json"
        names = json.loads(package_json.read_text())["dependencies"] if package_json.exists() else {}
        self.storages = {f"vendor/{name}": self.storage(name) for name in names}
        super().__init__(*args, **kwargs)

    def storage(self, name):
        storage = FileSystemStorage(location=settings.NODE_MODULES / name)
        storage.prefix = f"vendor/{name}"
        return storage

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        found = [
            storage.path(path.removeprefix(f"{prefix}/"))
            for prefix, storage in self.storages.items()
            if path.startswith(f"{prefix}/") and storage.exists(path.removeprefix(f"{prefix}/"))
        ]
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns):
        for storage in self.storages.values():
            if storage.exists(""):
                for path in get_files(storage, [*(ignore_patterns or []), *LEFT_OUT]):
                    yield path, storage
