"""The typed keys under which app and request hold what handlers need."""

from aiohttp import web
from jinja2 import Environment

from contactguard.accounts.roles import Actor
from contactguard.reporting.words import Words
from contactguard.scanning.intake import Intake
from contactguard.service.metrics import Metrics
from contactguard.service.scan_pool import ScanPool
from contactguard.wiring import Services

SERVICES = web.AppKey("services", Services)
SCANS = web.AppKey("scans", ScanPool)
INTAKE = web.AppKey("intake", Intake)
METRICS = web.AppKey("metrics", Metrics)
PAGES = web.AppKey("pages", Environment)
WORDS = web.RequestKey("words", Words)
ACTOR = web.RequestKey("actor", Actor)
