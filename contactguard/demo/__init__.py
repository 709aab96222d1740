"""An example year of contacts of two grid companies: invented, and told as such contacts are."""

from contactguard.demo.files import write
from contactguard.demo.year import PROFILES, SEED, year

__all__ = ["PROFILES", "SEED", "write", "year"]
