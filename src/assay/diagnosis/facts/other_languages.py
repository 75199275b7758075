"""What refusals say in other languages than English, in the words that programs use for it in English.

Translated is what decides: that something expired, is invalid, was denied or failed, and what it was.
"""

from __future__ import annotations

from assay.diagnosis.pattern import Pattern

# (English, the same in other languages: German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Chinese,
# Japanese, Korean, Russian), lower case
_GLOSSES: tuple[tuple[str, str], ...] = (
    (
        "invalid username or password",
        (r"benutzername oder (?:pass|kenn)wort\w*(?: (?:ist |sind )?(?:falsch|ungültig|inkorrekt))?|nom d['’]utilisateur ou (?:le )?mot de passe(?: invalide| incorrect)?"
        r"|(?:usuario|correo\w*) o (?:la )?contraseña (?:incorrect|inválid)\w*|usuário ou senha (?:incorret|inválid)\w*|nome utente o password (?:non valid|errat)\w*"
        r"|用户名或密码(?:错误|不正确|无效)?|ユーザー名またはパスワード"),
    ),
    (
        "expired",
        (r"\babgelaufen\w*|\bexpiré\w*|\bexpirou\b|\b(?:caducad|expirad|vencid)[oa]s?\b|\bha caducado\b|\bscadut[oaie]\b|\bverlopen\b|\bwygas[łl]\w*"
        r"|\bsüresi (?:dol|geç)\w*|已?过期|已?過期|(?:已|の?有効期限が)(?:失效|切れ)\w*|期限切れ|만료\w*|\bистек\w*|\bистёк\w*|\bпросрочен\w*"),
    ),
    (
        "access denied",
        (r"zugriff verweigert|accès refusé|acceso denegado|acesso negado|accesso negato|toegang geweigerd|odmowa dostępu"
        r"|erişim (?:engellendi|reddedildi)|拒绝访问|访问被拒绝?|存取被拒|アクセスが拒否|액세스가 거부|доступ запрещ\w*|отказано в доступе"),
    ),
    (
        "unauthorized",
        r"nicht (?:autorisiert|berechtigt)|non autorisée?|(?:no|não) autorizad[oa]|non autorizzat[oa]|niet geautoriseerd|未经?授权|未經授權|認証されていません|인증되지|не авторизован\w*",
    ),
    (
        "invalid",
        (r"\bungültig\w*|\binvalide\b|\bnon valide|\bn['’]est pas valide|\bno (?:es )?v[áa]lid[oa]|\bnão é v[áa]lid[oa]|\binv[áa]lid[oa]s?\b(?<!invalid)|\bnon (?:è )?valid[oa]"
        r"|\bongeldige?\b|\bnieprawidłow\w*|\bgeçersiz\w*|无效|無效|無効|유효하지 않\w*|\bнедействител\w*|\bневерн\w*"),
    ),
    (
        "failed",
        r"\bfehlgeschlagen|\bgescheitert|\béchec|\béchoué\w*|\bha fallado|\bfalló|\bfalhou|\bfallit[oa]|\bmislukt|\bnie powiodł\w*|\bbaşarısız|失败|失敗|실패|\bне удалось|\bошибка",
    ),
    ("signature", r"\bsignatur\b|\bfirma (?:no|non|inv)(?=\b|á)|\bassinatura\b|签名|簽名|署名|서명|\bподпис\w*|\bpodpis\b|\bimza\w*"),
    ("token", r"\bjeton\b|令牌|トークン|토큰|\bтокен\w*|\banmeldetoken\b|\bzugriffstoken\b"),
    ("redirect uri", r"\b(?:um|weiter)leitungs-?ur[il]|\bur[il] de (?:redirection|redirección|redirecionamento)|\buri di reindirizzamento|重定向 ?ur[il]|リダイレクト ?ur[il]"),
)  # fmt: skip
_ANY = Pattern("|".join(f"(?P<g{place}>{words})" for place, (_, words) in enumerate(_GLOSSES)))


def in_english(text: str) -> str:
    """The text (lower case) with the words of other languages in English; empty where it has none of them."""
    if text.isascii() and not _LATIN.search(text):
        return ""
    said = _ANY.sub(lambda found: f" {_GLOSSES[int((found.lastgroup or 'g0')[1:])][0]} ", text)
    return said if said != text else ""


# Those of the words that have no letter beyond ASCII, by what they have in common.
_LATIN = Pattern(
    r"benutzername|nom d'utilisateur|abgelaufen|caduc|expirad|expirou|vencid|scadut|verlopen|verweigert|denegad|negad?to|acesso neg|geweigerd|reddedildi|engellendi|autoris|autoriz|berechtigt"
    r"|invalid[oae]\b|non val|no (?:es )?valid|ongeldig|fehlgeschlagen|gescheitert|fallado|falhou|fallit|mislukt|signatur\b|assinatura|podpis|imza|jeton"
    r"|zugriffstoken|anmeldetoken|leitungs-?ur|ur[il] d[ei]"
)
