"""What people are told in German of the reasons that they can meet: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

_AGAIN = "Gehen Sie zurück zur Anwendung, und beginnen Sie die Anmeldung dort neu."
_ONCE_MORE = "Verwenden Sie den Passkey noch einmal auf der Seite, die jetzt gezeigt wird."
_OTHER_DEVICE = "Legen Sie einen Passkey auf einem anderen Gerät an."
_OF_THE_APPLICATION = "Sagen Sie es denen, die die Anwendung betreiben, und geben Sie die Nummer der Ablehnung mit."

REASONS: Mapping[str, tuple[str, str]] = {
    "end_user.authentication_failed": (
        "Benutzername und Passwort gehören nicht zusammen",
        (
            "Tippen Sie beides noch einmal. Achten Sie auf die Sprache der Tastatur und auf die Feststelltaste. Hilft das nicht, setzen "
            "Sie ein neues Passwort über einen Link per Mail, oder bitten Sie den Betreiber dieses Dienstes darum."
        ),
    ),
    "end_user.unknown": (
        "Es gibt kein Konto mit diesem Benutzernamen",
        "Suchen Sie nach einem Tippfehler.",
    ),
    "end_user.password_mismatch": (
        "Das Passwort ist nicht das dieses Kontos",
        "Tippen Sie es noch einmal, oder setzen Sie ein neues.",
    ),
    "end_user.has_no_password": ("Das Konto hat kein Passwort", "Setzen Sie eines, oder melden Sie sich anders an."),
    "end_user.disabled": ("Das Konto ist gesperrt", "Fragen Sie den Betreiber dieses Dienstes nach dem Grund."),
    "end_user.credentials_missing": (
        "Beides wird gebraucht: Benutzername und Passwort",
        "Füllen Sie beide Felder aus.",
    ),
    "end_user.password_too_long": (
        "Das Passwort ist länger als jedes, das hier angenommen wird",
        "Tippen Sie das Passwort, das gesetzt wurde; sehen Sie nach, ob versehentlich Text eingefügt wurde.",
    ),
    "end_user.too_many_attempts": (
        "Es gab zu viele Anmeldeversuche; warten Sie ein wenig",
        (
            "Warten Sie, und versuchen Sie es dann noch einmal. Wenn Sie es nicht waren, rät jemand; das Konto ist sicher, solange das "
            "Passwort gut ist."
        ),
    ),
    "end_user.code_missing": (
        "Was getippt wurde, ist kein Code",
        "Tippen Sie den Code, den die App jetzt zeigt, oder einen der Wiederherstellungscodes.",
    ),
    "end_user.code_mismatch": (
        "Der Code ist nicht der, den die App jetzt zeigt",
        "Warten Sie auf den nächsten Code, und tippen Sie ihn. Hilft das nicht, stellen Sie die Uhr des Telefons auf automatisch.",
    ),
    "end_user.code_replayed": (
        "Dieser Code wurde schon benutzt",
        (
            "Warten Sie, bis die App den nächsten Code zeigt. Wenn Sie ihn nicht selbst benutzt haben, hat ihn jemand gesehen: Ändern "
            "Sie Ihr Passwort."
        ),
    ),
    "end_user.too_many_codes": (
        "Es waren zu viele Codes; warten Sie ein wenig",
        (
            "Warten Sie, und tippen Sie den Code, den die App dann zeigt, oder nehmen Sie jetzt einen Wiederherstellungscode. Wenn Sie es "
            "nicht waren, kennt jemand Ihr Passwort: Ändern Sie es."
        ),
    ),
    "end_user.no_authenticator_app": (
        "Für dieses Konto ist keine Authenticator-App eingerichtet",
        "Verwenden Sie einen Wiederherstellungscode oder einen anderen Faktor des Kontos.",
    ),
    "end_user.recovery_code_mismatch": (
        "Das ist keiner der Wiederherstellungscodes des Kontos",
        "Suchen Sie die neueste Liste, und tippen Sie einen Code daraus.",
    ),
    "end_user.recovery_code_used": (
        "Dieser Wiederherstellungscode wurde schon benutzt",
        (
            "Streichen Sie ihn, und tippen Sie einen anderen. Wenn Sie ihn nicht selbst benutzt haben, ändern Sie Ihr Passwort, und "
            "erzeugen Sie neue Codes."
        ),
    ),
    "end_user.enrolment_expired": (
        "Der QR-Code dieser Seite ist abgelaufen",
        "Scannen Sie den QR-Code, der jetzt gezeigt wird, und tippen Sie den Code, den die App dafür zeigt.",
    ),
    "end_user.link_unknown": ("Dieser Link gilt nicht mehr", "Bitten Sie um einen neuen Link."),
    "end_user.link_expired": (
        "Dieser Link ist abgelaufen",
        "Bitten Sie um einen neuen Link, und öffnen Sie ihn innerhalb von 15 Minuten.",
    ),
    "end_user.link_needs_sign_in": (
        "Dieser Link gilt nur dort, wo sein Konto angemeldet ist",
        "Haben Sie darum gebeten, öffnen Sie den Link dort, wo Sie angemeldet sind. Sonst lassen Sie die Mail: Nichts ist geändert.",
    ),
    "end_user.too_many_mails": (
        "Es wurde um zu viele Mails gebeten; warten Sie ein wenig",
        "Sehen Sie in das Postfach und in das, was es aussortiert: Der neueste Link gilt vielleicht noch. Sonst bitten Sie später noch einmal.",
    ),
    "end_user.email_address_unusable": (
        "Das ist keine E-Mail-Adresse",
        "Tippen Sie die ganze Adresse, wie in jemand@example.org, ohne Leerzeichen.",
    ),
    "end_user.name_unusable": (
        "Der Name ist zu lang oder hat Zeichen, die niemand sieht",
        "Tippen Sie den Namen neu, statt ihn einzufügen, oder kürzen Sie ihn.",
    ),
    "session.cookie_missing": (
        "Der Browser hat das Cookie nicht zurückgebracht, das zu dieser Anmeldung gehört",
        (
            "Erlauben Sie Cookies für diese Seite, gehen Sie zurück zur Anwendung, und beginnen Sie neu. Verwenden Sie durchweg einen "
            "Namen: localhost und 127.0.0.1 haben getrennte Cookies."
        ),
    ),
    "session.another_browser": ("Diese Anmeldung wurde in einem anderen Browser begonnen", _AGAIN),
    "session.authorization_request_unknown": (
        "Diese Anmeldung ist vorbei: Sie wurde schon beantwortet, oder sie ist zu lange her",
        _AGAIN,
    ),
    "session.authorization_request_expired": ("Diese Anmeldung hat zu lange gedauert und ist zu Ende", _AGAIN),
    "session.form_token_mismatch": (
        "Das Formular stammt nicht von der Seite, die dieser Browser gezeigt bekam",
        _AGAIN,
    ),
    "session.cross_site_post": (
        "Das Formular wurde von einer anderen Website abgeschickt",
        "Wenn Sie nicht von einer fremden Seite kamen, suchen Sie nach einem Proxy, der den Header Host oder Origin ändert.",
    ),
    "session.account_changed": ("Während diese Seite offen war, wurde ein anderes Konto angemeldet", _AGAIN),
    "session.confirmation_needed": (
        "Bevor dies geändert wird, bestätigen Sie noch einmal, dass Sie es sind",
        "Bestätigen Sie es auf der Seite, die jetzt gezeigt wird, und wiederholen Sie dann die Änderung.",
    ),
    "passkey.not_accepted": (
        "Dieser Passkey wird hier nicht angenommen",
        (
            "Verwenden Sie einen anderen Passkey oder Ihr Passwort. Ein Passkey, der hier entfernt wurde, kann auch vom Gerät gelöscht "
            "werden."
        ),
    ),
    "passkey.issuer_without_domain": (
        "Passkeys brauchen einen Domainnamen, und dieser Dienst wird über eine IP-Adresse erreicht",
        "Geben Sie dem Server einen Namen, und setzen Sie ihn als Issuer; für Versuche auf einem Rechner genügt http://localhost.",
    ),
    "passkey.answer_malformed": (
        "Was vom Passkey kam, ist nicht lesbar",
        "Versuchen Sie es in einem anderen Browser. Kommt es wieder, verändert etwas zwischen Browser und Server die Formulare.",
    ),
    "passkey.challenge_unknown": (
        "Der Passkey hat auf eine Frage geantwortet, die diese Seite nicht gestellt hat",
        _ONCE_MORE,
    ),
    "passkey.challenge_expired": ("Die Seite war zu lange offen, bevor der Passkey verwendet wurde", _ONCE_MORE),
    "passkey.challenge_used": ("Diese Antwort des Passkeys wurde schon benutzt", _ONCE_MORE),
    "passkey.type_mismatch": ("Der Passkey hat etwas anderes getan, als er sollte", _ONCE_MORE),
    "passkey.origin_mismatch": (
        "Der Passkey wurde auf einer anderen Website verwendet",
        "Schließen Sie die Seite, und öffnen Sie die Anwendung, indem Sie ihre Adresse eintippen.",
    ),
    "passkey.cross_origin": (
        "Der Passkey wurde im Rahmen einer anderen Website verwendet",
        "Öffnen Sie die Seite für sich allein.",
    ),
    "passkey.domain_mismatch": ("Der Passkey gehört zu einer anderen Domain", _ONCE_MORE),
    "passkey.nobody_present": (
        "Das Gerät hat nicht bemerkt, dass jemand da ist",
        "Berühren Sie das Gerät, wenn es darum bittet.",
    ),
    "passkey.not_verified": (
        "Das Gerät hat nicht geprüft, wer es benutzt",
        "Richten Sie auf dem Gerät eine PIN oder einen Fingerabdruck ein, und versuchen Sie es noch einmal.",
    ),
    "passkey.backup_state_impossible": ("Der Passkey widerspricht sich darin, ob er gesichert ist", _OTHER_DEVICE),
    "passkey.algorithm_not_offered": (
        "Der Passkey unterschreibt mit einem Verfahren, nach dem nicht gefragt wurde",
        _OTHER_DEVICE,
    ),
    "passkey.already_registered": (
        "Dieser Passkey ist schon eingetragen",
        "Steht er auf Ihrer Liste, ist nichts zu tun. Andernfalls verwenden Sie ein anderes Gerät.",
    ),
    "passkey.too_many": (
        "Dieses Konto hat so viele Passkeys, wie es haben darf: {limit}",
        "Entfernen Sie einen, der nicht mehr benutzt wird.",
    ),
    "passkey.name_unusable": (
        "Der Name eines Passkeys hat 1 bis {limit} sichtbare Zeichen",
        "Geben Sie ihm einen Namen wie: Telefon.",
    ),
    "passkey.not_on_the_list": ("Das Konto hat diesen Passkey nicht (mehr)", "Laden Sie die Liste neu."),
    "passkey.last_way_in": (
        "Dieser Passkey ist der einzige Weg in das Konto",
        "Fügen Sie zuerst einen anderen Passkey hinzu, und entfernen Sie dann diesen.",
    ),
    "registration.password_too_short": (
        "Das Passwort ist zu kurz",
        "Wählen Sie ein längeres; mehrere Wörter merken sich leicht. Es gibt keine Regeln für Arten von Zeichen.",
    ),
    "registration.password_too_long": (
        "Das Passwort ist länger, als der Server liest",
        "Wählen Sie ein Passwort von höchstens {limit} Zeichen.",
    ),
    "registration.password_is_username": (
        "Das Passwort ist der Benutzername",
        "Wählen Sie ein Passwort, das mit dem Benutzernamen nichts zu tun hat.",
    ),
    "registration.password_of_own_words": (
        "Das Passwort besteht aus Wörtern, die zur Person oder zu diesem Dienst gehören",
        "Wählen Sie ein Passwort aus Wörtern, die weder mit Ihnen noch mit diesem Dienst zu tun haben.",
    ),
    "registration.password_common": (
        "Das Passwort ist eines von denen, die zuerst probiert werden",
        "Wählen Sie etwas, das sonst niemand hat: mehrere Wörter, die nicht zusammengehören, oder was ein Passwortmanager erzeugt.",
    ),
    "end_user.password_breached": (
        "Das Passwort wurde unter gestohlenen gefunden und muss zuerst geändert werden",
        "Setzen Sie hier ein anderes Passwort, und ändern Sie das alte überall, wo Sie es sonst verwenden.",
    ),
    "end_user.password_breached_alone": (
        "Das Passwort wurde unter gestohlenen gefunden und muss durch einen Link in einer Mail neu gesetzt werden",
        (
            "Lassen Sie sich den Link schicken, setzen Sie damit ein neues Passwort, und melden Sie sich hier wieder an. Ändern Sie das "
            "alte überall, wo Sie es sonst verwenden."
        ),
    ),
    "end_user.mailbox_unprovable": (
        "Das Passwort wurde unter gestohlenen gefunden, und keine Mail kann zeigen, wem das Konto gehört",
        "Bitten Sie den, der diesen Dienst betreibt, um ein neues Passwort.",
    ),
    "registration.password_breached": (
        "Das Passwort wurde unter gestohlenen gefunden",
        "Wählen Sie ein anderes, und ändern Sie es überall, wo Sie es verwenden.",
    ),
    "device_code.user_code_not_accepted": (
        "Dieser Code wird nicht angenommen",
        (
            "Sehen Sie noch einmal auf das Gerät, und tippen Sie den Code, den es jetzt zeigt. Hat es einen anderen, nehmen Sie den; "
            "sonst beginnen Sie die Anmeldung auf dem Gerät neu."
        ),
    ),
    "device_code.too_many_guesses": (
        "Es wurden zu viele Codes getippt, die kein Gerät hat; warten Sie ein wenig",
        "Warten Sie, und tippen Sie den Code, den das Gerät zeigt. Wenn sich hier niemand vertippt hat, rät jemand Codes.",
    ),
    "authorization_request.client_unknown": (
        "Unter dieser client_id ist keine Anwendung eingetragen",
        _OF_THE_APPLICATION,
    ),
    "authorization_request.redirect_uri_missing": (
        "Die Anfrage sagt nicht, wohin die Antwort gehen soll (redirect_uri)",
        _OF_THE_APPLICATION,
    ),
    "authorization_request.redirect_uri_mismatch": (
        "Die redirect_uri ist für diese Anwendung nicht eingetragen",
        _OF_THE_APPLICATION,
    ),
    "authorization_request.prefetched": (
        "Der Browser hat im Voraus gefragt, und eine Erlaubnis wird nicht im Voraus gegeben",
        "Es ist alles in Ordnung: Der Browser fragt noch einmal, wenn Sie die Seite öffnen.",
    ),
    "authorization_request.too_many": (
        "Es waren zu viele Anfragen; warten Sie ein wenig",
        "Warten Sie, und versuchen Sie es dann noch einmal.",
    ),
    "logout.id_token_hint_unusable": ("Der id_token_hint ist kein ID-Token dieses Servers", _OF_THE_APPLICATION),
    "logout.client_unknown": (
        "Die Abmeldung nennt eine Anwendung, die hier nicht eingetragen ist",
        _OF_THE_APPLICATION,
    ),
    "logout.client_mismatch": (
        "Die client_id ist nicht die der Anwendung, für die der id_token_hint ausgestellt wurde",
        _OF_THE_APPLICATION,
    ),
    "logout.client_not_named": (
        "Die Abmeldung hat eine post_logout_redirect_uri und sagt nicht, von welcher Anwendung",
        _OF_THE_APPLICATION,
    ),
    "logout.redirect_uri_mismatch": (
        "Die post_logout_redirect_uri ist keine, die die Anwendung eingetragen hat",
        _OF_THE_APPLICATION,
    ),
}
