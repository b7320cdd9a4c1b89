"""Names of a made-up agency's clients: frequent and rare ones, accents, namesakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Self

FIRST = """
Anna Élodie Thomas Emma José Chloé Jürgen Nicolas Marie Pierre Zoé François Léa Noémie Björn Søren Łukasz Inês
João Ursula Beat Reto Regula Vreni Hans-Peter Jean-Luc Anne-Sophie Müge Özlem Priya Raman Wei Nguyen Fatima
Amélie Hélène Jérôme Cédric Benoît Gaëlle Loïc Maëlle Solène Théo Yann Sébastien Stéphanie Véronique Olivier
Laurent Christine Sandra Daniel David Peter Markus Stefan Andreas Martin Michael Barbara Monika Claudia Sabine
Katharina Ella Oliver George Harry Charlotte Amelia Jack William Grace Matilda Elizabeth Víctor Lucía Íñigo
Alejandro Paula Giulia Niccolò Matteo Chiara Dušan Jiří Zdeněk Katarzyna Małgorzata Ioana Ștefan Nuno Beatriz
Tiago
""".split()  # noqa: SIM905 - names are read in lines
LAST = """
Müller Meier Schmid Keller Weber Huber Schneider Steiner Fischer Gerber Brunner Baumann Frei Zimmermann Moser
Widmer Wyss Graf Roth Suter Baumgartner Bachmann Bucher Berger Kaufmann Kunz Hofer Bühler Lüthi Lehmann Marti
Christen Egli Favre Rochat Blanc Martin Bernard Dubois Durand Moreau Laurent Simon Lefèvre Michel Garcia
Bertrand Roux Vincent Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Chevalier Perrin Clément Gauthier
Grandjean Brönnimann Zürcher Bösch Jäggi Hänni Käser Kübler Stöckli Würsten Pfäffli Smith Jones Taylor Brown
Williams Wilson Johnson Davies Patel Wright Walker White Edwards Hughes Green Whitfield Hall Clarke Jackson
Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Almeida Nguyen Kovačević Jovanović Novák Dvořák Kowalski
Wiśniewski Popescu Øvergård Sørensen Nilsson Rossi Ferrari Esposito Bianchi Romano Núñez Ibáñez Pérez Gómez
Yılmaz Şahin Øzdemir Æbersold Straßer Weiß Gößmann Mühlethaler Abderhalden Zgraggen Indergand Quiquerez Xhaferi
Ulrich Vögeli
""".split()  # noqa: SIM905 - names are read in lines
BRANCHES = """
Consulting Maschinenbau Logistik Assurances Fiduciaire Pharma Medtech Horlogerie Bau Energie Software Treuhand
Architecture Immobilier Transports Chimie Banque Précision Elektronik Nahrungsmittel Foods Textiles Robotics
""".split()  # noqa: SIM905 - names are read in lines
FORMS = ("SA", "AG", "GmbH", "Sàrl", "Ltd", "& Fils", "& Söhne", "Group", "Holding AG")
CITIES = """
Genève Zürich Bern Lausanne Basel Winterthur Luzern Neuchâtel Fribourg Sion Lugano Chur München Köln Paris Lyon
Besançon London Bristol Wien Bruxelles Milano Lisboa
""".split()  # noqa: SIM905 - names are read in lines
FUNCTIONS = (
    "Head of HR",
    "Directrice des ressources humaines",
    "Leiter Einkauf",
    "CEO",
    "Recruiterin",
    "Talent Partner",
    "Responsable de production",
    "Geschäftsführerin",
    "CTO",
    "Office Manager",
)
RARE = 12  # in a hundred surnames are two joined, which makes thousands of rare ones


def _falling(names: Sequence[str]) -> list[float]:
    """A few names are frequent, many are rare: the weight falls with the place."""
    return list(accumulate(1 / (place + 8) for place in range(len(names))))


@dataclass(frozen=True, slots=True)
class Namer:
    """Draws names; the same seed draws the same ones."""

    random: Random

    @classmethod
    def seeded(cls, seed: int) -> Self:
        return cls(Random(seed))  # noqa: S311 - no secret

    def first(self) -> str:
        return self.random.choices(FIRST, cum_weights=_FIRST)[0]

    def last(self) -> str:
        one = self.random.choices(LAST, cum_weights=_LAST)[0]
        return f"{one}-{self.random.choice(LAST)}" if self.random.randrange(100) < RARE else one

    def company(self) -> str:
        pick = self.random.choice
        return f"{self.last()} {pick(BRANCHES)} {pick(FORMS)}"

    def city(self) -> str:
        return self.random.choice(CITIES)

    def function(self) -> str:
        return self.random.choice(FUNCTIONS)

    def phone(self) -> str:
        return f"+41 {self.random.randrange(21, 80)} {self.random.randrange(10**6, 10**7)}"


_FIRST, _LAST = _falling(FIRST), _falling(LAST)
