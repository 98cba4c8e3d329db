"""Icons: small drawings that stand beside words, never in place of them."""

from django.utils.safestring import mark_safe

# Each is drawn on a 16 by 16 grid with strokes of the text's colour.
DRAWINGS = {
    "arrow": '<path d="M3 8h9.5M9 4.5 12.5 8 9 11.5"/>',
    "back": '<path d="M13 8H3.5M7 4.5 3.5 8 7 11.5"/>',
    "calendar": '<path d="M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3"/>',
    "check": '<circle cx="8" cy="8" r="6.2"/><path d="M5 8.2 7.2 10.4 11 6"/>',
    "chevron": '<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>',
    "circle": '<circle cx="8" cy="8" r="6.2"/>',
    "close": '<path d="m4.5 4.5 7 7M11.5 4.5l-7 7"/>',
    "cross": '<circle cx="8" cy="8" r="6.2"/><path d="m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4"/>',
    "document": '<path d="M4 1.8h5.5L12.5 5v9.2H4zM9.2 2v3.2h3.2M6 8.3h4.5M6 11h4.5"/>',
    "dotted": '<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.2 2.1"/>',
    "download": '<path d="M8 2v8M4.8 7 8 10.2 11.2 7M2.8 13.5h10.4"/>',
    "external": '<path d="M6.5 3.5h-4v10h10v-4M9.5 2.5h4v4M13.2 2.8 7.5 8.5"/>',
    "filter": '<path d="M2 4.5h12M4.5 8h7M6.8 11.5h2.4"/>',
    "half": '<circle cx="8" cy="8" r="6.2"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor"/>',
    "info": '<circle cx="8" cy="8" r="6.2"/><path d="M8 7.2v4M8 4.6v.6"/>',
    "menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "pin": '<path d="M8 14.2C5 10.8 3.6 8.6 3.6 6.2a4.4 4.4 0 0 1 8.8 0C12.4 8.6 11 10.8 8 14.2zM6.5 6.2h3"/>',
    "question": '<circle cx="8" cy="8" r="6.2"/><path d="M6.2 6.3a1.9 1.9 0 1 1 2.5 1.8c-.5.2-.7.5-.7 1.1M8 11.2v.5"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 3.6 3.6"/>',
    "square": '<rect x="2.4" y="2.4" width="11.2" height="11.2" rx="1"/>',
    "warning": '<path d="M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.4v.5"/>',
}


def draw(name):
    """The icon as inline SVG, silent for screen readers. Raises KeyError for one that is not drawn."""
    drawing = DRAWINGS[name]
    return mark_safe(f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{drawing}</svg>')  # noqa: S308
