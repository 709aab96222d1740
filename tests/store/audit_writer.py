"""A process that adds entries to the audit chain beside others, from the word go: which database, how many, by whom."""

import asyncio
import sys

from contactguard.store.audit.reading import AuditRepository
from contactguard.store.database import Database


async def write(address: str, count: int, actor: str) -> None:
    database = Database(address)
    audit = AuditRepository(database)
    await audit.head()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for number in range(count):
        await audit.note(actor=actor, action="login", subject=f"user:{number}", number=number)
        await asyncio.sleep(0.005)  # SQLite gives no turns: who never pauses never lets another in
    await database.close()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
