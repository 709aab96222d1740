"""Training sessions in and out; attendance is a figure."""

from collections import defaultdict
from datetime import UTC, datetime

from sqlmodel import col, select

from contactguard.errors import ConflictError, NotFoundError
from contactguard.store.audit import chain as audit
from contactguard.store.database import Database
from contactguard.store.register.records import NewTraining, Training
from contactguard.store.tables.incidents import IncidentRow, TrainingIncidentRow, TrainingRow


class TrainingRepository:
    """The training of one database. What was recorded wrongly is struck with a reason and recorded anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, training: NewTraining, *, by: str) -> int:
        """Returns its number. Raises NotFoundError for an incident that there is not."""
        facts = {name: value for name, value in vars(training).items() if name != "incidents"}
        async with self._database.session() as session:
            row = TrainingRow(**facts, recorded_by=by, recorded_at=datetime.now(UTC), struck_for="")
            session.add(row)
            await session.flush()
            number = row.id or 0
            for incident in dict.fromkeys(training.incidents):
                if await session.get(IncidentRow, incident) is None:
                    raise NotFoundError("there is no incident {key}", kind="incident", key=incident)
                session.add(TrainingIncidentRow(training_id=number, incident_id=incident))
            subject, on = f"training:{number}", training.held_on.isoformat()
            figures = {"attended": training.attended, "invited": training.invited}
            await audit.append(session, actor=by, action="training", subject=subject, on=on, **figures)
        return number

    async def strike(self, number: int, reason: str, *, by: str) -> None:
        """Raises NotFoundError, ConflictError for one that is struck."""
        async with self._database.session() as session:
            row = (await session.exec(select(TrainingRow).where(TrainingRow.id == number).with_for_update())).first()
            if row is None:
                raise NotFoundError("there is no training session {key}", kind="training", key=number)
            if row.struck_by is not None:
                raise ConflictError("training session {training} is struck already", training=number)
            row.struck_by, row.struck_for, row.struck_at = by, reason, datetime.now(UTC)
            await audit.append(session, actor=by, action="training struck", subject=f"training:{number}")

    async def all(self) -> list[Training]:
        """The last held first, struck ones among them."""
        query = select(TrainingRow).order_by(col(TrainingRow.held_on).desc(), col(TrainingRow.id).desc())
        async with self._database.reading() as session:
            linked: dict[int, list[int]] = defaultdict(list)
            for link in await session.exec(select(TrainingIncidentRow).order_by(col(TrainingIncidentRow.incident_id))):
                linked[link.training_id].append(link.incident_id)
            return [_training(row, linked[row.id or 0]) for row in await session.exec(query)]

    async def held(self) -> list[Training]:
        """Those that count, the last held first: without what was struck."""
        return [one for one in await self.all() if one.struck_by is None]


def _training(row: TrainingRow, incidents: list[int]) -> Training:
    facts = row.model_dump(exclude={"recorded_at", "struck_at"})
    return Training(**facts, incidents=tuple(incidents))
