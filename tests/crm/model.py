"""What the agency should look like after a few actions, told a second time and as simply as can be."""

from __future__ import annotations

from dataclasses import dataclass, field

TELL_BY = {"nadia": "mail", "paul": "mail", "lena": "both", "emma": "mail", "theo": "mail", "luc": "slack"}
CHANNEL = "C0INFOBOX"


@dataclass
class Notice:
    """One line of the ledger."""

    entry: str
    kind: str
    channel: str
    whom: str
    about: int = 0  # which comment
    state: str = "owed"

    @property
    def told(self):
        return self.kind, self.channel, self.whom


@dataclass
class Note:
    """An entry: who wrote it, who takes part, what it did, and whether it still counts."""

    author: str
    participants: list[str]
    done: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    taken_back: dict[str, str | None] = field(default_factory=dict)  # each with whose word stood then
    undone: bool = False


@dataclass
class Model:
    """Statuses with the entries whose word stands in them, the last on top; entries, and what is owed to whom."""

    posts: bool
    statuses: dict[str, str | None] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    ledger: list[Notice] = field(default_factory=list)
    steps: int = 0

    def wrote(self, entry, author, participants, status=None, clients=()):
        note = Note(author, [one for one in dict.fromkeys(participants) if one != author])
        self.notes[entry] = note
        self.steps += 1
        for client in clients:
            before = self.statuses.get(client)
            if status is not None and before != status:
                note.done[client] = (before, status)
                self.statuses[client] = status
                self.words.setdefault(client, []).append(entry)
        self._owe(entry, "entry", "slack", CHANNEL if self.posts else author)
        for one in note.participants:
            if TELL_BY[one] in {"mail", "both"}:
                self._owe(entry, "entry", "mail", one)
            if TELL_BY[one] in {"slack", "both"} or not self.posts:
                self._owe(entry, "entry", "slack", one)

    def commented(self, entry, author):
        note = self.notes[entry]
        self.steps += 1
        threads = {one.whom for one in self.ledger if self._stands(one, entry)}
        concerned = {note.author, *note.participants} - {author}
        in_slack = threads | {one for one in concerned if TELL_BY[one] in {"slack", "both"}}
        for one in in_slack - {author}:
            self._owe(entry, "comment", "slack", one, self.steps)
        for one in concerned:
            if TELL_BY[one] in {"mail", "both"}:
                self._owe(entry, "comment", "mail", one, self.steps)

    def undid(self, entry):
        """Undo, or undo the undoing; gives the clients that stay as they are."""
        note = self.notes[entry]
        self.steps += 1
        wanted = set(note.taken_back) if note.undone else note.done.keys() - note.taken_back.keys()
        stands = note.taken_back if note.undone else dict.fromkeys(wanted, entry)
        kept = {client for client in wanted if self.whose(client) != stands[client]}
        for client in wanted - kept:
            before, after = note.done[client]
            if note.undone:
                self.statuses[client] = after
                self.words[client].append(entry)
                del note.taken_back[client]
            else:
                self.statuses[client] = before
                self.words[client].pop()
                note.taken_back[client] = self.whose(client)
        note.undone = not note.undone
        gone, back = ("owed", "withdrawn") if note.undone else ("withdrawn", "owed")
        for one in self.ledger:
            if one.entry == entry and one.kind == "entry" and one.state == gone:
                one.state = back
        for one in [one for one in self.ledger if self._stands(one, entry) and one.state == "sent"]:
            self._owe(entry, "update", "slack", one.whom, self.steps)
        return kept

    def whose(self, client):
        return self.words[client][-1] if self.words[client] else None

    def carried(self):
        for one in self.ledger:
            one.state = "sent" if one.state == "owed" else one.state

    def lines(self, state):
        return sorted(one.told for one in self.ledger if one.state == state)

    def _stands(self, one, entry):
        return (one.entry, one.kind, one.channel) == (entry, "entry", "slack") and one.state in {"owed", "sent"}

    def _owe(self, entry, kind, channel, whom, about=0):
        self.ledger.append(Notice(entry, kind, channel, whom, about))
