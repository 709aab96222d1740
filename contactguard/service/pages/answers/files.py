"""The whole knowledge base as files that git reads well: out as one archive, in as drafts."""

import asyncio
import io
import lzma
import tempfile
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import ContentError, Faults, InputError
from contactguard.knowledge import library
from contactguard.knowledge.exchange import export
from contactguard.knowledge.library import Library
from contactguard.service.access import requires
from contactguard.service.answering import DESK, acting, publication_of, shelf
from contactguard.service.pages.rendering import page

LARGEST = 20 * 2**20  # bytes unpacked; the whole base is a tenth of it
MOST = 2_000  # files
# What unpacking raises, by how a file is packed and where its bytes are wrong.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, OSError, ValueError)

routes = web.RouteTableDef()


@routes.get("/answers/library.zip")
@requires(Right.PUBLISH_ANSWERS)
async def export_files(request: web.Request) -> web.Response:
    packed = await asyncio.to_thread(pack, (await shelf(request)).library)
    await publication_of(request).store.note_export(acting(request))
    headers = {"Content-Disposition": 'attachment; filename="answers.zip"'}
    return web.Response(body=packed, content_type="application/zip", headers=headers)


@routes.post("/answers/library.zip")
@requires(Right.PUBLISH_ANSWERS)
async def import_files(request: web.Request) -> web.Response:
    """What differs from the newest wording becomes a draft, and is scanned."""
    sent = (await request.post()).get("archive")
    if not isinstance(sent, web.FileField):
        raise InputError("choose the archive that an export gave")
    given = await asyncio.to_thread(unpack, sent.file.read())
    drafts = await publication_of(request).take_in(given.wordings, acting(request))
    await request.app[DESK].renew()
    return page(request, "library/imported.html", drafts=drafts, given=len(given.wordings))


def pack(base: Library) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        export(base, Path(folder))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).rglob("*.yaml")):
                archive.write(path, path.relative_to(folder))
        return packed.getvalue()


def unpack(packed: bytes) -> Library:
    """Raises InputError for what is no such archive, and with every fault of its files."""
    if not zipfile.is_zipfile(io.BytesIO(packed)):
        raise InputError("that is not a zip archive; send one as an export gives it")
    with tempfile.TemporaryDirectory() as folder:
        try:
            _extract(packed, folder)
        except DAMAGED:
            raise InputError("the archive is damaged, locked with a password, or packed in an unknown way") from None
        try:
            return library.load(Path(folder))
        except ContentError as error:
            faults = [str(replace(one, path=str(Path(one.path).relative_to(folder)))) for one in error.faults]
            raise InputError("{faults}", faults=Faults(faults)) from None


def _extract(packed: bytes, folder: str) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        listed = [one for one in archive.infolist() if one.filename.endswith(".yaml")]
        if len(listed) > MOST or sum(one.file_size for one in listed) > LARGEST:
            raise InputError("the archive holds more than a knowledge base")
        for one in listed:
            archive.extract(one, folder)
