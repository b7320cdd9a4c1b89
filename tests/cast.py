"""Who is in the tests' agency: a few people of every role, three companies and three contacts."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
INFOBOX = "C0INFOBOX"
# key, name, locale, zone, role, manager, told by
CAST = (
    ("nadia", "Nadia El Khoury", "en-US", "Europe/London", "admin", None, "mail"),
    ("paul", "Paul Rüegsegger", "de-CH", "Europe/Zurich", "manager", None, "mail"),
    ("lena", "Lena Brönnimann-Özdemir", "de-DE", "Europe/Berlin", "manager", "paul", "both"),
    ("emma", "Emma Quéloz", "fr-CH", "Europe/Zurich", "consultant", "paul", "mail"),
    ("theo", "Théo Aebischer", "fr-FR", "Europe/Paris", "consultant", "lena", "mail"),
    ("luc", "Luc Perrenoud-dit-Favre", "fr-CH", "Europe/Zurich", "assistant", None, "slack"),
    ("rita", "Rita Sá Pinto", "en-GB", "Europe/Lisbon", "reader", None, "mail"),
    ("noa", "Noa Løvås", "en-US", "Europe/Oslo", "none", None, "mail"),
    ("jan", "Jan Wyss", "de-CH", "Europe/Zurich", "consultant", "paul", "mail"),
)
GONE = "jan"  # left the agency
COMPANIES = (
    ("acme", "emma", {"name": "Acme Précision SA", "email": "bureau@acme.example", "city": "Delémont"}),
    ("kern", "theo", {"name": "Kern & Söhne GmbH", "phone": "+41 61 555 02 00"}),
    ("hopital", "nadia", {"name": "Hôpital du Jura"}),
)
CONTACTS = (
    ("elodie", "acme", "emma", {"first_name": "Élodie", "last_name": "Müller", "email": "elodie@acme.example"}),
    ("hans", "kern", "theo", {"first_name": "Hans", "last_name": "Müller", "function": "Leiter Einkauf"}),
    ("other_elodie", "hopital", "nadia", {"first_name": "Elodie", "last_name": "Mueller", "phone": "032 555 03 01"}),
)
NUMBERS = {
    **{key: f"CMP-{place}" for place, (key, *_) in enumerate(COMPANIES, 1)},
    **{key: f"CST-{place}" for place, (key, *_) in enumerate(CONTACTS, 1)},
}


def slack_user(key: str) -> str:
    return f"U0{key.upper()}"
