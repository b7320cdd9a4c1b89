"""Rich text at random: what Slack may send, and what nobody should."""

from __future__ import annotations

from hypothesis import strategies as st

STYLES = st.dictionaries(st.sampled_from(["bold", "italic", "strike", "code", "underline"]), st.booleans(), max_size=3)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), min_size=1, max_size=20)
ADDRESSES = st.sampled_from(
    [
        "https://acme.example/jobs?a=1&b=2",
        "mailto:anna@acme.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "tel:+41",
    ]
)
INLINE = st.one_of(
    st.builds(lambda text, style: {"type": "text", "text": text, "style": style}, WORDS, STYLES),
    st.builds(lambda url, text: {"type": "link", "url": url, "text": text}, ADDRESSES, WORDS),
    st.builds(lambda who: {"type": "user", "user_id": who}, st.sampled_from(["U0EMMA001", "U9", "<x>"])),
    st.builds(lambda name: {"type": "emoji", "name": name, "unicode": "1f44b"}, st.sampled_from(["wave", "<b>"])),
    st.builds(
        lambda at: {"type": "date", "timestamp": at, "format": "{date_long} {time}"}, st.integers(-(10**12), 10**12)
    ),
    st.just({"type": "broadcast", "range": "channel"}),
    st.just({"type": "color", "value": "#1F4E5F"}),
    st.builds(lambda text: {"type": "canvas", "text": text}, WORDS),
)
SECTION = st.builds(lambda inside: {"type": "rich_text_section", "elements": inside}, st.lists(INLINE, max_size=4))
LIST = st.builds(
    lambda style, indent, offset, items: {
        "type": "rich_text_list",
        "style": style,
        "indent": indent,
        "offset": offset,
        "elements": items,
    },
    st.sampled_from(["bullet", "ordered"]),
    st.integers(0, 8),
    st.integers(0, 3),
    st.lists(SECTION, min_size=1, max_size=3),
)
OTHER = st.builds(
    lambda kind, inside: {"type": f"rich_text_{kind}", "elements": inside},
    st.sampled_from(["quote", "preformatted"]),
    st.lists(INLINE, max_size=3),
)
RICH = st.builds(lambda parts: {"type": "rich_text", "elements": parts}, st.lists(SECTION | LIST | OTHER, max_size=5))

# Anything under the keys that some node has, for readers that must not fall over what they do not know.
VALUES = (
    st.text(max_size=6)
    | st.sampled_from(["https://acme.example", "1f44b", "zz", "#1F4E5F", "{time}", "U1"])
    | st.integers(-(2**63), 2**63)
    | st.booleans()
    | st.none()
    | st.lists(st.text(max_size=2), max_size=2)
    | STYLES
)
TYPES = ["text", "link", "user", "usergroup", "channel", "team", "emoji", "date", "color", "broadcast", "canvas"]
KEYS = ["text", "url", "user_id", "channel_id", "name", "unicode", "timestamp", "format", "fallback", "value", "style"]
NODES = st.builds(
    lambda kind, keys: {**keys, "type": kind},
    st.sampled_from(TYPES),
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6),
)
BLOCKS = st.builds(
    lambda kind, inside, keys: {**keys, "type": f"rich_text_{kind}", "elements": inside},
    st.sampled_from(["section", "quote", "preformatted", "table", "list"]),
    st.lists(NODES | SECTION, max_size=3),
    st.dictionaries(st.sampled_from(["indent", "offset", "border", "style"]), st.integers(0, 2), max_size=2),
)
SOUP = st.builds(lambda blocks: {"type": "rich_text", "elements": blocks}, st.lists(BLOCKS | LIST, max_size=3))
