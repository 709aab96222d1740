"""The programme: its paragraphs with the live evidence of their controls, one paragraph with all that hangs on it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import NotFoundError
from contactguard.language import lexicon
from contactguard.policies import ruleset
from contactguard.policies.finding import Policy
from contactguard.review.programme import ControlKind, Frequency, Paragraph, Programme, Risk, template
from contactguard.review.programme_evidence import Shown, shown, worst
from contactguard.service.access import signed_in
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages.register.programme_facts import gather
from contactguard.service.pages.register.programme_form import FIELDS, OF_CONTROL
from contactguard.service.pages.rendering import page
from contactguard.store.register.programme import ProgrammeVersion
from contactguard.store.review.records import Standing
from contactguard.store.scanned.findings import FindingFilter
from contactguard.wiring import Services

KINDS = {
    ControlKind.MANUAL: "what is recorded by hand",
    ControlKind.SCAN: "scans",
    ControlKind.SAMPLES: "samples read",
    ControlKind.REVIEW: "findings decided",
    ControlKind.TRAINING: "training sessions",
    ControlKind.ANSWERS: "approved answers",
    ControlKind.NOTICE: "the notice to staff",
    ControlKind.INCIDENTS: "the register of incidents",
    ControlKind.REVISION: "approved versions of the programme",
}

routes = web.RouteTableDef()


@dataclass(frozen=True)
class Kept:
    """The programme in force with its version, None for the shipped template; and a newer one that waits."""

    programme: Programme
    version: ProgrammeVersion | None
    draft: ProgrammeVersion | None

    @cached_property
    def coming(self) -> Programme:
        """The newest, whether it is in force or waits."""
        return Programme.model_validate(self.draft.content) if self.draft else self.programme

    @property
    def newest(self) -> ProgrammeVersion | None:
        return self.draft or self.version

    @property
    def number(self) -> int:
        """That of the newest version; 0 while there is only the template."""
        return self.newest.version if self.newest else 0


@routes.get("/programme", name="programme")
@signed_in
async def overview(request: web.Request) -> web.Response:
    """The text is for everyone whom it binds; the evidence for who reads what was decided."""
    services, actor = request.app[SERVICES], request[ACTOR]
    kept = await kept_programme(services)
    programme = kept.programme
    states = await _states(request, programme) if actor.may(Right.READ_DECIDED) else []
    return page(
        request,
        "programme/programme.html",
        programme=programme,
        kept=kept,
        changed=_changed(programme, kept.coming) if actor.may(Right.DECIDE) else [],
        worst={one.number: worst(one, states) for one in programme.paragraphs},
        states={one.control.id: one for one in states},
        rights=Right,
    )


@routes.get("/programme/policies/{policy}", name="programme-of-policy")
@signed_in
async def of_policy(request: web.Request) -> web.Response:
    """From a finding to the paragraph under which it falls."""
    programme = (await kept_programme(request.app[SERVICES])).programme
    try:
        paragraph = programme.of_policy(Policy(request.match_info["policy"]))
    except ValueError:
        paragraph = None
    raise web.HTTPSeeOther(f"/programme/{paragraph.number}" if paragraph else "/programme")


@routes.get(r"/programme/{number:\d+(?:\.\d+)*}", name="paragraph")
@signed_in
async def one_paragraph(request: web.Request) -> web.Response:
    """A paragraph with its controls, rules, what was found and decided under it, and what was done about that.

    It binds as it is in force; as it is to become, only those see it who approve that.
    """
    services, actor = request.app[SERVICES], request[ACTOR]
    kept = await kept_programme(services)
    programme, number = kept.programme, request.match_info["number"]
    editing = kept.coming.paragraph(number) if actor.may(Right.DECIDE) else None
    binding = programme.paragraph(number)
    paragraph = binding or editing or asked_for(programme, request)
    sees = actor.may(Right.READ_DECIDED)
    return page(
        request,
        "programme/paragraph.html",
        paragraph=paragraph,
        binding=binding,
        editing=editing,
        draft=kept.draft,
        states={one.control.id: one for one in await _states(request, programme)} if sees else {},
        recorded=await services.programme.done() if sees else {},
        rules=_rules(services, paragraph),
        counts=await _counts(services, paragraph) if sees else [],
        incidents=await _incidents(services, paragraph) if sees else [],
        rights=Right,
        today=services.register.today(),
        risks=list(Risk),
        frequencies=list(Frequency),
        kinds=KINDS,
        fields=FIELDS,
        of_control=OF_CONTROL,
        manual=ControlKind.MANUAL,
    )


async def kept_programme(services: Services) -> Kept:
    versions = await services.programme.versions()
    approved = next((one for one in versions if one.approved_at), None)
    draft = versions[0] if versions and versions[0].approved_at is None else None
    own = services.scanner.organisation.grid_company.languages[0]
    return Kept(Programme.model_validate(approved.content) if approved else template(own), approved, draft)


def _changed(programme: Programme, coming: Programme) -> list[tuple[Paragraph, bool]]:
    """The paragraphs that a draft would change, put in or, told by True, take out."""
    new = [(one, False) for one in coming.paragraphs if programme.paragraph(one.number) != one]
    return new + [(one, True) for one in programme.paragraphs if coming.paragraph(one.number) is None]


async def _states(request: web.Request, programme: Programme) -> list[Shown]:
    facts = await gather(request)
    done = await request.app[SERVICES].programme.done()
    controls = [control for paragraph in programme.paragraphs for control in paragraph.controls]
    return [shown(one, facts, done[one.id][0].done_on if one.id in done else None) for one in controls]


def asked_for(programme: Programme, request: web.Request) -> Paragraph:
    number = request.match_info["number"]
    paragraph = programme.paragraph(number)
    if paragraph is None:
        raise NotFoundError("the programme has no paragraph {key}", kind="paragraph", key=number)
    return paragraph


def _rules(services: Services, paragraph: Paragraph) -> list[tuple[str, Policy, str]]:
    """The rules that serve the paragraph, in the company's languages: id, policy, why."""
    spoken = [one for one in services.scanner.organisation.grid_company.languages if one in lexicon.languages()]
    return [
        (loaded.rule.id, loaded.policy, loaded.rule.why)
        for language in spoken
        for loaded in ruleset.load(language, services.settings.rules).rules
        if loaded.policy in paragraph.policies
    ]


async def _counts(services: Services, paragraph: Paragraph) -> list[tuple[Policy, int, int]]:
    """What waits and what is a breach for good, for each duty of the paragraph."""
    waiting = await services.findings.count(FindingFilter(standing=Standing.OPEN))
    breaches = await services.findings.count(FindingFilter(standing=Standing.BREACH))
    return [(policy, waiting.get(policy, 0), breaches.get(policy, 0)) for policy in paragraph.policies]


async def _incidents(services: Services, paragraph: Paragraph) -> list[Any]:
    return [one for one in await services.register.incidents.all() if one.policy in paragraph.policies]
