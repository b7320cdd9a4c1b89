"""What the fuzzer begins with: the shapes that matter, so that it need not find them by chance."""

from __future__ import annotations

DELIVERY_REPORT = (
    b"From: MAILER-DAEMON@mx.example\r\nTo: b+1.2.x@reply.agency.example\r\nSubject: Undelivered\r\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=e\r\n\r\n"
    b"--e\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
    b"--e\r\nContent-Type: message/delivery-status\r\n\r\n%b\r\n--e--\r\n"
)
FORWARDED = b"From: a@b.ch\r\nSubject: Fwd: Acme\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nFYI\n\n"
FORWARDS = [
    b"---------- Forwarded message ---------\nFrom: M <m@b.ch>\nDate: Mon, Nov 23, 2026\nTo: a@b.ch\n\nTwo.",
    b"Von: M <m@b.ch>\nGesendet: 11/12/2026 17:40\nAn: a@b.ch; c@b.ch\nBetreff: WG: Acme\n\nVon: N <n@b.ch>\n",
    "De : M [mailto:m@b.ch]\nEnvoyé : lundi 23/11/2026 17 h 40\nÀ : a@b.ch\nObjet : Acme\n\nDeux.".encode(),
    b"> Begin forwarded message:\n>\n> From: M <m@b.ch>\n> Date: 1 May 2026 at 5:40:12 PM GMT+2\n>\n> Two.",
]
HEADS = [
    b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@b.ch\r\nAction: failed\r\nStatus: 5.1.1",
    b'=?utf-8?q?Z=C3=BCrich?= =?iso-2022-jp?b?GyRCRnxLXBsoQg==?= <a@b.ch>, "B, C" <b@c.ch>',
    b"Tue, 24 Nov 2026 10:12:00 +0100 (CET)",
    b"<1.2@x> <3@y>\r\n\t<4@z>",
]
REPLIES = [
    b"Yes.\n\nOn 24/11/2026 10:12, Emma Whitfield wrote:\n> Can you?\n> Thanks\n",
    b"Ja.\n\nVon: Emma\nGesendet: Montag\nAn: Paul\nBetreff: Acme\n\nKannst du?",
    "Oui\n-- \nPaul\n\n-----Message d'origine-----\nDe : Emma\nEnvoyé : lundi\n".encode(),
    b"One\n\0<div>One</div><div class=gmail_quote>On Monday a@b.ch wrote:<blockquote>Two</blockquote></div>",
]
PAGES = [
    b"<p class=MsoNormal>One<o:p></o:p></p><table><tr><td>A<td>B</table><ul><li>One<ol><li>a</ol></ul>",
    b'<div style="display:none">A</div><blockquote type="cite">B</blockquote><a href="//x.ch">x</a><pre>a\n b</pre>',
    b"<!--[if mso]><xml></xml><![endif]--><style>x</style><script>y</script>&uuml;&#66;&nosuch;",
]
WRAPPED = b"\x78\x9f\x3e\x22\x01\x00"
TYPED = [
    b"*Called* back _today_, see https://acme.example/a_b. ~no~ `code`\n- one\n    - two\n15. of a month",
    "> quoted\n```\ncode\n```\n<@U0EMMA001> <#C1> <!channel> :wave: 👋🏽".encode(),
]
