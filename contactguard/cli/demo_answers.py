"""The example's supplied answers and call scripts approved by its officer, but for those whose facts are missing."""

from contactguard.accounts.roles import Role
from contactguard.cli.answers import publication_over
from contactguard.knowledge.approval import approve_waiting
from contactguard.knowledge.desk import refresh
from contactguard.wiring import Services


async def approve_answers(services: Services) -> None:
    """Those in the company's languages; the others wait, as they do in a new company."""
    publication = publication_over(services.scanner, services.database)
    await refresh(publication)
    await approve_waiting(publication, Role.OFFICER, services.scanner.organisation.grid_company.languages)
