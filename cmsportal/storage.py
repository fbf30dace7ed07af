from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for static files, also for JavaScript modules that import each other."""

    support_js_module_import_aggregation = True
