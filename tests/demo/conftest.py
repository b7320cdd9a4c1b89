"""The shipped agency, and a small one whose text a test may spoil."""

from __future__ import annotations

import pytest

from bot.demo.agency import read_agency
from bot.demo.lines import Agency

SMALL = """
name = "Talents du Jura"
domain = "jura.example"
city = "Delémont"
locale = "fr"
zone = "Europe/Zurich"

[[status]]
key = "prospect"
dot = "⚪"
en = "Prospect"
fr = "Prospect"
de = "Interessent"

[[status]]
key = "meeting"
dot = "🟡"
en = "In discussion"
fr = "En discussion"
de = "Im Gespräch"

[[member]]
key = "noemie"
slack_user = "U0NOEMIE1"
name = "Noémie Chappuis"
email = "noemie.chappuis@jura.example"
role = "consultant"
locale = "fr-FR"
zone = "Europe/Zurich"

[[list]]
key = "tous"
name = "Tout le monde"
members = ["noemie"]

[[company]]
key = "scierie"
name = "Scierie Fleury SA"
industry = "Timber"
status = "prospect"
owner = "noemie"
website = "https://scierie-fleury.example"
phone = "+41 32 555 40 00"
email = "bureau@scierie-fleury.example"
street = "Route de Bâle 5"
postcode = "2800"
city = "Delémont"
country = "Switzerland"
registration_number = "CHE-103.000.117"

[[company.contact]]
key = "gaetan"
first_name = "Gaëtan"
last_name = "Fleury"
salutation = "mr"
function = "Directeur"
department = "Direction"
email = "gaetan@scierie-fleury.example"
phone = "+41 32 555 40 01"
language = "fr"
owner = "noemie"
status = "prospect"

[[profile]]
key = "sandrine"
first_name = "Sandrine"
last_name = "Voirol"
headline = "Charpentière"
language = "fr"
city = "Porrentruy"
skills = "Charpente, lecture de plans"
owner = "noemie"
documents = []

[[entry]]
action = "status"
at = "-2d 10:00"
author = "noemie"
clients = ["gaetan"]
profiles = ["sandrine"]
participants = ["tous", "noemie"]
status = "meeting"
was = { gaetan = "prospect" }
text = "Rendez-vous pris."

[[entry.comment]]
author = "noemie"
at = "-1d 10:00"
text = "Il confirme."
"""


@pytest.fixture(scope="session")
def agency() -> Agency:
    return read_agency()


@pytest.fixture
def small() -> str:
    return SMALL
