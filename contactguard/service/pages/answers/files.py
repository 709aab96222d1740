"""The whole knowledge base as files that git reads well: out as one archive, in as drafts."""

import asyncio
import io
import tempfile
import zipfile
from pathlib import Path

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError
from contactguard.knowledge import library
from contactguard.knowledge.exchange import export
from contactguard.knowledge.library import Library
from contactguard.service.access import requires
from contactguard.service.answering import DESK, acting, publication_of, shelf
from contactguard.service.pages.rendering import page

LARGEST = 20 * 2**20  # bytes unpacked; the whole base is a tenth of it
MOST = 2_000  # files

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
    """What differs from the newest wording becomes a draft, and is scanned. Raises ContentError."""
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
    """Raises InputError for what is no such archive, ContentError with every fault of its files."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except zipfile.BadZipFile:
        raise InputError("that is no zip archive; send one as an export gives it") from None
    with archive, tempfile.TemporaryDirectory() as folder:
        listed = [one for one in archive.infolist() if one.filename.endswith(".yaml")]
        if len(listed) > MOST or sum(one.file_size for one in listed) > LARGEST:
            raise InputError("the archive holds more than a knowledge base")
        try:
            for one in listed:
                archive.extract(one, folder)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
            raise InputError("the archive is damaged, locked with a password, or packed in an unknown way") from None
        return library.load(Path(folder))
