"""What mail programs write around the mail that is answered, in the languages of Europe and some others."""

from __future__ import annotations

import re


def _any(*words: str) -> str:
    return "|".join(words)


WROTE = _any(
    r"wrote|writes|schrieb(?:en)?|geschrieben|(?:a|ont|avez|as) écrit|(?:ha|hanno) scritto|scrisse",
    r"escribi[óo]|escreveu|schreef|skrev|napisał(?:a|\(a\))?|napsala?|napísala?|je napisa(?:o|la)|kirjoitti",
    r"написала?|пишет|пише|писала?|написав|írta|yazdı|έγραψε|a scris|kirjutas|rakstīja|rašė|đã viết",
    r"geschreven|zitat von|quoting|citando",
)
# Who tells of themselves or of somebody else writes a sentence, not an attribution.
TOLD = re.compile(
    r"\b(?:I wrote|wrote to (?:me|us|him|her|them)\b|(?:he|she|they|we|you) wrote (?:to |that )"
    r"|schrieb (?:ich|er|wir|mir|uns|ihm|ihnen|dass)\b"
    r"|(?:ich|er|wir|mir|uns) (?:\w+ )?(?:schrieb|geschrieben)"
    r"|habe? ich\b|haben wir\b|hat (?:er|sie)\b|j[’']ai écrit|(?:m|t|l|nous|vous|lui|leur)[’' ]a écrit)",
    re.IGNORECASE,
)
OPENS = _any(
    r"On|At|In a message dated|Am|Le|Den|Op|El|Em|Il|In data|Il giorno|Dnia|W dniu|Dne|Dňa|Pada",
    r"Pe data(?: de)?|Kuupäeval|Dana|Vào|Στις|Zitat von|Quoting|Citando|V|A|På|Kl\.?|Da|Tarih|Em data de",
)
# An attribution opens with its word, a date, or the sender; up to two words may stand before a date (“ср, 30 апр.”).
BEGINS = re.compile(
    rf"(?:(?:{OPENS})\s|在|-{{2,}}\s*On\s|\W{{0,3}}(?:[^\W\d_]{{1,15}}[.,،]{{0,2}}\s+){{0,2}}\d{{1,4}}\D|[^<>]{{1,120}}<(?:[^<>\s]*@|mailto|$)"
    r"|[^<>:]{1,80}\s(?:schrieb am|a écrit le|wrote on)\s)"
)
OPENED = re.compile(rf"(?:{OPENS})\s(?:.*\d|(?:[^\W\d_]{{2,10}}[.,]{{0,2}}\s?){{0,2}}$)")
BEGINS_DATED = re.compile(r"\W{0,3}(?:[^\W\d_]{1,15}[.,،]{0,2}\s+){0,2}\d{1,4}\D")
EMAIL = re.compile(r"[^\s<>()\[\]\"']{1,64}@[^\s<>()\[\]\"']{1,255}")
TIME = re.compile(r"\b\d{1,2}\s?(?:[:.h]|uhr)\s?\d{2}\b", re.IGNORECASE)
DATE = re.compile(
    r"\b\d{4}\b|\b\d{1,2}[./-]\d{1,2}\b|\d年|\b\d{1,2}(?:st|nd|rd|th|er)?\.? \w{3,12}|\w{3,12}\.? \d{1,2}\b"
)
VERB = re.compile(rf"(?<!\w)(?:{WROTE})(?!\w)|写道|寫道|書きました|작성", re.IGNORECASE)
# “Marie wrote:”, and not “As they wrote on their page:”.
NAMED = re.compile(
    rf"(?:(?:{WROTE})|写道|寫道|書きました|작성)\s*[:：]$"
    r"|(?:schrieb|geschrieben|zitat von|quoting|citando)\s(?-i:(?:\W?[A-ZÀ-Þ]\S*\s+){0,4}\W?[A-ZÀ-Þ]\S*)[:：]$",
    re.IGNORECASE,
)
CITES = re.compile(r"\s*[\"“„«]")  # what people put around the words of others
YEAR = re.compile(r"\b\d{4}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b")
# What ends a sentence, and no abbreviated month or day.
SENTENCE = re.compile(r".*(?:[!?;:]|[^\W\d_]{6,}\.)|[^\d.]*\.")
ENDS = re.compile(rf"(?:[:：]|(?<!\w)(?:{WROTE})\s*[:：]?\s*-*)\s*$", re.IGNORECASE)
# Old Gmail, in countries where it knew no verb: the date alone.
DATED = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?: \d{1,2}:\d{2})?( GMT[+-]\d{1,2}:\d{2})?\s+\S")

MESSAGE = _any(
    r"original(?: |-)?message|original appointment|ursprünglicher termin|rendez-vous d[’']origine",
    r"message d[’'] ?origine|message original|mail original|e-mail d[’']origine",
    r"courriel original|message initial|initial message|(?:e-?mail|mail|courriel) transféré",
    r"urspr(?:üngliche|\.) (?:nachricht|e-?mail|mitteilung)|original ?-?nachricht",
    r"originalnachricht|originale nachricht",
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oorspronkelijke bericht",
    r"oprindelig (?:besked|meddelelse)|opprinnelig melding|ursprungligt meddelande|ursprungsmeddelande",
    r"alkuperäinen viesti|oryginalna wiadomość|wiadomość oryginalna|původní (?:zpráva|e-mail)|eredeti üzenet",
    r"исходное сообщение|оригинальное сообщение|пересылаемое сообщение|mesaj original|αρχικό μήνυμα|orijinal mesaj",
    r"forwarded (?:message|mail)|weitergeleitete (?:nachricht|mail)|message transféré|message réexpédié",
    r"mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada",
    r"原始邮件|原始郵件|轉寄的郵件|转发邮件",
)
SEPARATOR = re.compile(
    rf"[*_>\s]*[-_=]{{2,}}\s*(?:{MESSAGE})\s*:?\s*[-_=]{{2,}}[*_\s]*"
    r"|-{3,} (?:message (?:from|de)|nachricht von|messaggio da) [^-].{0,200}-{3,}",  # of Horde
    re.IGNORECASE,
)
# “---- Marie wrote ----”, of Android and Notes.
WROTE_BETWEEN = re.compile(rf"-{{3,}}\s?[^-].{{0,200}}(?<!\w)(?:{WROTE})\s*:?\s*-{{3,}}", re.IGNORECASE)
# “>>> Marie <marie@…> 24.11.2026 10:12 >>>”, of GroupWise.
BETWEEN_SIGNS = re.compile(r">>> \S.{2,200}\d >>>")
FORWARDED = re.compile(
    r"message du \d{1,2}/\d{1,2}/\d{2,4}\b"
    r"|(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|inizio messaggio inoltrato"
    r"|début du (?:message (?:réexpédié|transféré)|e-mail transféré)|inicio del mensaje reenviado)\s*[:：]",
    re.IGNORECASE,
)

LABELS = {
    "from": _any(
        r"from|von|de|da|van|från|fra|od|от|від|feladó|kimden|από|lähettäjä|expéditeur|absender|mittente|remitente",
        r"发件人|寄件者|寄件人|差出人|보낸 사람",
    ),
    "sent": _any(
        r"sent|gesendet|envoyé(?: le)?|inviato|enviado(?: el| em)?|verzonden|skickat|sendt|wysłano|отправлено",
        r"odesláno|odoslané|lähetetty|elküldve|gönderildi|надіслано|发送时间|寄件日期|送信日時",
    ),
    "date": r"date|datum|data|dato|fecha|дата|päiväys|dátum|tarih|message du|date d[’']envoi|日期|日時|päivämäärä",
    "to": _any(
        r"to|an|à|a|aan|para|per|till|til|do|кому|komu|címzett|kime|vastaanottaja|destinataire|empfänger|destinatario",
        r"收件人|收件者|宛先|받는 사람|προς|pour",
    ),
    "subject": _any(
        r"subject|betreff|betrifft|objet|sujet|oggetto|asunto|assunto|onderwerp|ämne|emne|temat|тема|předmět|predmet",
        r"aihe|tárgy|konu|θέμα|主题|主旨|件名|제목",
    ),
    "other": _any(
        r"cc|bcc|kopie(?: an)?|copie(?: à)?|копия|dw|kopia|copia|cci|reply-?to|antwort(?: an)?|répondre à|risposta",
        r"importance|wichtigkeit|priorität|priorité|priority|importanza|attachments?|anlagen?|pièces? jointes?",
        r"抄送|副本",
    ),
}
LABEL = re.compile(
    r"[>*_\s]*(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in LABELS.items())
    + r")[*_\s]*[:：][*_]*(?P<value>.*)",
    re.IGNORECASE,
)

# Labels of languages that write the day before the month; English ones are an American's, too.
DAYS_FIRST = re.compile(
    r"von|gesendet|absender|betreff|betrifft|an|de|envoyé(?: le)?|expéditeur|objet|sujet|à|destinataire|date d[’']envoi"
    r"|da|inviato|oggetto|mittente|enviado(?: el| em)?|asunto|assunto|fecha|van|verzonden|onderwerp|fra|emne|od|от",
    re.IGNORECASE,
)

# How people end a mail; below a quote it is no answer to it.
CLOSING = re.compile(
    r"(?:(?:best|kind|warm)(?:est)? )?regards|cheers|thanks|thank you|best( wishes)?[,.!]?$|yours|sincerely"
    r"|(?:mit |viele |liebe |beste |schöne |freundliche[nr]? )*(?:grüße|grüsse|gruß|gruss)|danke|mfg|lg\b|vg\b"
    r"|cordialement|bien (?:à vous|cordialement)|(?:meilleures |sincères )?salutations|merci"
    r"|bonne (?:journée|soirée)|amicalement",
    re.IGNORECASE,
)

PHONE_WORDS = _any(
    r"sent (?:from|via|with|by|using)(?: the| my)?|get \[?(?:outlook|bluemail|typeapp) for",
    r"provenance ?: courrier|ce(?:t|tte)? (?:e-?mail|message|courriel) a été envoyé (?:de|depuis)",
    r"envoyé (?:de|depuis|à partir (?:de|d[’'])|avec|par|via)",
    r"(?:télécharge[rz]|obten(?:ir|ez)) \[?(?:outlook|yahoo mail) pour",
    r"gesendet (?:von|mit|über|aus|via)|outlook für (?:ios|android)",
    r"holen sie sich outlook|diese (?:nachricht|e-?mail|mail) wurde (?:von|mit)",
    r"inviato (?:da|dal|con)|ottieni outlook|enviado (?:desde|do|a partir)|obtener outlook",
    r"verzonden (?:met|van|vanaf)|verstuurd (?:vanaf|met|van)|outlook voor|sendt fra|skickat från|lähetetty",
    r"wysłan[eo] z|отправлено (?:с|из)|從我的|发自我的|傳送自|iphoneから送信",
)
PHONE = re.compile(
    rf"[<(\[*_\s]*(?:{PHONE_WORDS})\b.*|von meinem \w{{1,20}}"
    r"|(?:bitte .{0,60})?\b(?:vo[nm]|mobil|unterwegs)\b.{0,60}\bgesendet\b(?:[.!]?|.*(?:tippfehler|kürze).*)"
    r"|(?:please |sorry|apolog|excuse).{0,60}\bsent from my\b.*",
    re.IGNORECASE,
)
# “Sent by mail on Monday” tells what somebody did.
POSTED = re.compile(
    r"\W*(?:sent|envoyé|gesendet|inviato|enviado|verzonden) (?:by|via|with|par|per|mit|avec|con|por) (?:la |der |the )?"
    r"(?:e-?mail|mail|courriel|gmail|post|app)\b(?! (?:for|für|pour)\b)"
    r"|sent from \w+ to\b|.{0,60}\bper (?:e-?mail|mail|app)\b.{0,40} gesendet",
    re.IGNORECASE,
)
MINE = re.compile(r"sent from my \w", re.IGNORECASE)
DEVICES = re.compile(
    r"iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|nokia|blackberry|windows|outlook|mobil|phone|handy|smartphone"
    r"|tablet|mail|thunderbird|courrier|yahoo|gmx|web\.de|proton|spark|airmail|typeapp|bluemail|k-9|htc|wiko|sony|pixel"
    r"|alcatel|motorola|oneplus|ti-85|device|mailbox|gerät|appareil|portable|unterwegs|cell|nine|aqua|fairphone|app\b"
    r"|icloud|superhuman|canary|shortwave|tuta|newton|edison|spike|missive",
    re.IGNORECASE,
)
# What may be said besides; “Sent from my desk, which is easier than from my phone” is a sentence.
EXCUSE = re.compile(r"excuse|typo|brevity|auto-?correct|tippfehler|kürze|verzeih|entschuldig|fautes|brièveté|concision")
# What an office's server adds below what its people write: who else reads it must delete it.
DISCLAIMER = re.compile(
    r"(?:\W*(?:important(?: notice)?|wichtig(?:er hinweis)?|notice|hinweis|attention|remarque|note)\s?[:!–-]\s)?\W*(?:"
    r"(?:the (?:information|contents?) (?:contained )?(?:in|of) )?this"
    r" (?:e-?mail|message|communication|transmission)s?\b"
    r"|(?:confidentiality|legal) notice|disclaimer\b|vertraulichkeitshinweis|avis de confidentialité"
    r"|if you (?:are not the|have received this)|(?:wenn|falls|sollten) sie (?:nicht der|diese)"
    r"|(?:die (?:in )?|(?:der )?inhalt )?diese[r]? (?:e-?mail|nachricht|mail)\b|die informationen? in dieser"
    r"|(?:(?:le contenu|les informations|l[’']intégrité) (?:contenues )?(?:de|dans) )?"
    r"ce (?:message|courriel|mail|courrier|e-mail)\b"
    r"|si vous (?:n[’']êtes pas|avez reçu ce))",
    re.IGNORECASE,
)
LAWYERS = re.compile(
    r"delete|in error|intended (?:only|solely)|privileged|adressat|löschen|irrtüm|par erreur|détrui|strictement",
    re.IGNORECASE,
)
# Everybody speaks of attachments; who must keep them secret besides hears a lawyer.
ATTACHED = re.compile(r"attachment|recipient|anhäng|empfänger|pièces? jointe|destinataire", re.IGNORECASE)
SECRET = re.compile(
    r"confidenti|vertraulich|intended|unauthori[sz]ed|unbefugt|bestimmt|virus|viren|exclusi|uniquement|ausschlie(?:ß|ss)lich",
    re.IGNORECASE,
)
# Lawyers never say “I”.
ONESELF = re.compile(r"\b(?:I|my|me|je|j[’']ai|moi|mon|ich|mir|mich|meine?[mnrs]?)\b(?!-)")
STAMP = re.compile(
    r"(?:\W+|P )?(?:virus-free(?:\W{0,3}$|\.| www)|(?:please )?consider the environment(?=\W*$| before)"
    r"|(?:please )?think before (?:you )?print"
    r"|(?:this|diese) (?:e-?mail|message|mail|nachricht) .{0,60}(?:virus|viren)|virenfrei(?=\W*$|\.| www)"
    r"|bitte (?:prüfen|denken) sie(?=.{0,80}umwelt\b).{0,120}(?:druck|mail)|avant d[’']imprimer(?= ce|,)"
    r"|(?:pensez|pensons) à l[’']environnement(?! (?:de|du|où|dans)\b)"
    r"|l[’']absence de virus|(?:garanti )?sans virus\b"
    r"|.{1,60} (?:reacted via gmail|a réagi via gmail|hat (?:über|via|mit) gmail reagiert)\W*$)",
    re.IGNORECASE,
)
SENT_FROM = re.compile(
    r"(?:sent from\b|envoyé (?:de|depuis) m(?:on|a)\b|gesendet von mein"
    r"|von mein\w+ (?!.*\b(?:ist|wird|hat|habe|wurde)\b).{1,40} (?:gesendet|aus)[.!]?$)",
    re.IGNORECASE,
)
# “Sent from my side already, you should have it”
TALKS_ON = re.compile(r", (?:so |and |but )?(?:which|I|you|we|it|he|she|vous|je|nous|il|elle|ich|Sie|wir|er|sie|es)\b")
# “-Abhishek Kona”, without a blank: a list would have one.
SIGNED = re.compile(r"-[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}")
