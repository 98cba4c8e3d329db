"""Documents as text documents (DOCX): with headings, table heads, title and language for those who hear them read."""

import io
from functools import cache
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from lxml.etree import Comment

from cityregions.records.text import writable

from .blocks import Own
from .pdf import EMBLEM

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOCALES = {"en": "en-GB", "de": "de-DE", "pl": "pl-PL", "cs": "cs-CZ", "it": "it-IT"}
WIDTH = 14000
# Stands in the document where a table comes; words of people never become a comment.
PLACE = "table"


def as_docx(document):
    """The document as a file."""
    file = docx.Document()
    prepare(file, document)
    head(file, document)
    for block in document.blocks:
        WRITERS[block["kind"]](file, block)
    saved = io.BytesIO()
    file.save(saved)
    return with_tables(saved, [block for block in document.blocks if block["kind"] == "table"])


def clean(text):
    return writable(str(text))


def prepare(file, document):
    """Title, language, paper on its side for the tables, and the line of the fund at the foot of each page."""
    language = LOCALES[get_language()[:2]]
    properties = file.core_properties
    properties.title, properties.author = clean(document.title)[:255], clean(document.author)[:255]
    properties.subject, properties.language = clean(document.subtitle)[:255], language
    style = file.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    mark = style.element.get_or_add_rPr().find(qn("w:lang"))
    if mark is None:
        mark = OxmlElement("w:lang")
        style.element.get_or_add_rPr().append(mark)
    mark.set(qn("w:val"), language)
    for default in file.styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), language)
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    foot = section.footer.paragraphs[0]
    foot.text = f"{clean(document.statement)}    "
    foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def head(file, document):
    picture = file.add_picture(io.BytesIO(emblem()), height=Cm(1.4))
    named = picture._inline.docPr
    named.set("descr", _("Emblem of the European Union: twelve gold stars in a circle on a blue field"))
    file.add_paragraph(f"{_('European Union')} · {_('European Regional Development Fund')}")
    file.add_paragraph(clean(document.title), style="Title")
    file.add_paragraph(clean(document.subtitle), style="Subtitle")
    file.add_paragraph(clean(document.statement))


@cache
def emblem():
    """The emblem as a picture that Word shows."""
    source = (
        '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 6cm)'
    )
    return typst.compile(source.encode(), format="png", ppi=150, sys_inputs={"svg": EMBLEM.read_text()})


def heading(file, block):
    put(file.add_paragraph(style=f"Heading {block['level']}"), block["text"])


def text(file, block):
    for part in str(block["text"]).replace("\r\n", "\n").split("\n\n"):
        put(file.add_paragraph(), Own(part) if isinstance(block["text"], Own) else part)


def put(paragraph, words):
    """Adds words, marked as English where they are a record's."""
    run = paragraph.add_run(clean(words))
    if isinstance(words, Own):
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), LOCALES["en"])
        run._r.get_or_add_rPr().append(mark)


def facts(file, block):
    for label, value in block["pairs"]:
        paragraph = file.add_paragraph()
        paragraph.add_run(f"{clean(label)}: ").bold = True
        put(paragraph, value)


def listed(file, block):
    for each in block["texts"]:
        put(file.add_paragraph(style="List Bullet"), each)


def table(file, block):
    """The caption of a table, and the place that the table has in the file."""
    caption = file.add_paragraph(style="Caption")
    caption.add_run(clean(block["caption"]))
    caption.paragraph_format.keep_with_next = True
    file.element.body.insert(len(file.element.body) - 1, Comment(PLACE))
    file.add_paragraph()


def with_tables(saved, tables):
    """The file with its tables, row by row: as elements of a document they take some 20 kB a row."""
    made = io.BytesIO()
    with ZipFile(saved) as without, ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name in without.namelist():
            before, *rest = without.read(name).split(f"<!--{PLACE}-->".encode())
            with file.open(name, "w") as part:
                part.write(before)
                for block, after in zip(tables if rest else (), rest, strict=True):
                    part.writelines(line.encode() for line in lines(block))
                    part.write(after)
    return made.getvalue()


def lines(block):
    """A table as it stands in the file, part by part."""
    widths = [round(WIDTH * width / sum(block["widths"])) for width in block["widths"]]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{WIDTH}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{attribute(block["caption"])}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{row(block['columns'], widths, is_head=True)}"
    )
    yield from (row(cells, widths) for cells in block["rows"])
    yield "</w:tbl>"


def attribute(value):
    return escape(clean(value), {'"': "&quot;"})


def row(cells, widths, is_head=False):
    kept = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else ""
    return (
        f"<w:tr>{kept}{''.join(cell(each, width, is_head) for each, width in zip(cells, widths, strict=True))}</w:tr>"
    )


def cell(value, width, is_bold):
    bold = "<w:b/>" if is_bold else ""
    size = '<w:sz w:val="17"/>'
    language = f'<w:lang w:val="{LOCALES["en"]}"/>' if isinstance(value, Own) else ""
    words = '</w:t><w:br/><w:t xml:space="preserve">'.join(
        escape(line) for line in clean("" if value is None else value).splitlines()
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f'<w:r><w:rPr>{bold}{size}{language}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:tc>'
    )


WRITERS = {"heading": heading, "text": text, "facts": facts, "table": table, "list": listed}
