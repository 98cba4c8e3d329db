"""Static files in production: under names that say what is in them, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """What scripts of others say of their sources stays as it is, since those are not served."""

    patterns = tuple(each for each in CompressedManifestStaticFilesStorage.patterns if each[0] != "*.js")
