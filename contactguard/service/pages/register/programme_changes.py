"""The programme changed: in a form or as a file, approved; and controls recorded that only a person can tell of."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import ConflictError, ContentError, Faults, InputError, NotFoundError
from contactguard.review.programme import Programme, load
from contactguard.review.programme_file import written
from contactguard.service.access import requires, signed_in
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages import forms
from contactguard.service.pages.register.programme import asked_for, kept_programme
from contactguard.service.pages.register.programme_form import read
from contactguard.store.register.programme import ControlDone, ProgrammeVersion
from contactguard.wiring import Services

routes = web.RouteTableDef()


@routes.post(r"/programme/{number:\d+(?:\.\d+)*}", name="paragraph-changed")
@requires(Right.DECIDE)
async def change(request: web.Request) -> web.Response:
    """A new version of the programme with this paragraph changed; it waits for approval."""
    services, form = request.app[SERVICES], await forms.read(request)
    kept = await kept_programme(services)
    before = kept.coming
    paragraph = asked_for(before, request)
    if kept.newest and form.get("seen") != paragraph.mark:
        raise ConflictError.written_meanwhile(kept.newest.by)
    changed = before.changed(read(before, paragraph, form, await _spent(services), request[WORDS]))
    note = form.get("note", "").strip() or f"{paragraph.number} {paragraph.title}"
    await services.programme.add(changed.told(), note, by=request[ACTOR].name, after=kept.number)
    raise web.HTTPSeeOther(f"/programme/{paragraph.number}")


async def _spent(services: Services) -> set[str]:
    """Ids that controls ever had: what was recorded of one must never become another's."""
    return {id_ for one in await services.programme.versions() for id_ in one.control_texts}


@routes.post("/programme/approve", name="programme-approved")
@requires(Right.DECIDE)
async def approve(request: web.Request) -> web.Response:
    """Approves the version that the page showed; the shipped template, its 0, becomes version 1 first."""
    services, actor = request.app[SERVICES], request[ACTOR]
    number = forms.number(await forms.read(request), "version")
    kept = await kept_programme(services)
    if number == kept.number == 0:
        number = await services.programme.add(kept.programme.told(), kept.programme.title, by=actor.name, after=0)
    await services.programme.approve(number, by=actor.name)
    raise web.HTTPSeeOther("/programme")


@routes.get("/programme/file", name="programme-download")
@signed_in
async def give_file(request: web.Request) -> web.Response:
    """The programme in force as a TOML file, to be kept or worked on and taken over again."""
    kept = await kept_programme(request.app[SERVICES])
    return _file(kept.programme, str(kept.version.version) if kept.version else "template")


@routes.get("/programme/file/coming", name="programme-coming-download")
@requires(Right.DECIDE)
async def give_coming(request: web.Request) -> web.Response:
    """The newest version, so that work on a file takes nothing back that waits for approval."""
    kept = await kept_programme(request.app[SERVICES])
    return _file(kept.coming, str(kept.number or "template"))


def _file(programme: Programme, version: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="programme-{version}.toml"'}
    return web.Response(text=written(programme), content_type="application/toml", headers=headers)


@routes.post("/programme/file", name="programme-file")
@requires(Right.DECIDE)
async def take_file(request: web.Request) -> web.Response:
    """The company's own programme as a TOML file, as a new version. Faults are told with their lines."""
    seen, sent = forms.number(await forms.read(request), "version"), (await request.post()).get("file")
    if not isinstance(sent, web.FileField):
        raise InputError("choose the file with your programme (TOML)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "programme.toml"
        path.write_bytes(sent.file.read())
        try:
            programme = load(path)
        except ContentError as error:
            faults = [f"{sent.filename}:{fault.line}: {fault.message}" for fault in error.faults]
            raise InputError("{faults}", faults=Faults(faults)) from None
    services = request.app[SERVICES]
    _refuse_spent(programme, await services.programme.versions())
    await services.programme.add(programme.told(), sent.filename, by=request[ACTOR].name, after=seen)
    raise web.HTTPSeeOther("/programme")


def _refuse_spent(programme: Programme, versions: Sequence[ProgrammeVersion]) -> None:
    """Raises InputError for the id of a control that was taken out, unless that control is put in again."""
    had = {(id_, text) for one in versions for id_, text in one.control_texts.items()}
    spent = {id_ for id_, _ in had if id_ not in versions[0].control_texts}
    for control in (control for one in programme.paragraphs for control in one.controls):
        if control.id in spent and (control.id, control.text) not in had:
            raise InputError(
                "the id {control!r} was that of a control taken out; give this one another", control=control.id
            )


@routes.post("/programme/controls/{id}", name="control-done")
@requires(Right.DECIDE)
async def record(request: web.Request) -> web.Response:
    """A control that only a person can tell of was carried out."""
    services, form = request.app[SERVICES], await request.post()
    programme = (await kept_programme(services)).programme
    id_ = request.match_info["id"]
    paragraph = next((one for one in programme.paragraphs if id_ in {it.id for it in one.controls}), None)
    if paragraph is None:
        raise NotFoundError("the programme has no control {key!r}", kind="control", key=id_)
    try:
        on = date.fromisoformat(str(form.get("done_on", "")))
    except ValueError:
        raise InputError("say on which day the control was carried out") from None
    if on > services.register.today():
        raise InputError("the day is in the future; record a control once it is carried out")
    note = str(form.get("note", "")).strip()
    await services.programme.record(ControlDone(id_, on, note[:2000], request[ACTOR].name))
    raise web.HTTPSeeOther(f"/programme/{paragraph.number}")
