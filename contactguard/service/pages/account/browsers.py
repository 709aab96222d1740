"""What a browser says of itself, as a person would say it: its name and the system it runs on."""

# In this order: most browsers also call themselves Chrome, Safari and Linux.
_NAMES = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Such as "Firefox, Windows"; a browser that is not known by its own words."""
    found = [next((said for sign, said in signs if sign in user_agent), "") for signs in (_NAMES, _SYSTEMS)]
    return ", ".join(filter(None, found)) or user_agent
