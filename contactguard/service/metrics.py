"""What the service counts of itself, in the text form of Prometheus. Numbers only: no path of a contact, no text."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest


class Metrics:
    """One registry an app, so that two apps in a process do not share."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "contactguard_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "contactguard_request_seconds", "Time to answer a request.", ("route",), registry=self.registry
        )
        self.contacts = Counter(
            "contactguard_contacts", "Contacts handed in, by what became of them.", ("state",), registry=self.registry
        )
        self.checks = Counter("contactguard_checks", "Contacts and drafts checked.", registry=self.registry)

    def text(self) -> bytes:
        return generate_latest(self.registry)
