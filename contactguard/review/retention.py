"""How long things are kept, in settings, into the limits behind which they are deleted today."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from contactguard.store.privacy.retention import Limits


def limits(now: datetime, zone: ZoneInfo, *, texts_days: int, findings_months: int) -> Limits:
    """Words by the day; skeletons by whole months of the grid company's calendar, the present one not counted."""
    local = now.astimezone(zone)
    months = local.year * 12 + local.month - 1 - findings_months
    return Limits(now - timedelta(days=texts_days), f"{months // 12:04d}-{months % 12 + 1:02d}")
