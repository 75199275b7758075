"""German, for pages and mails; people are spoken to as Sie."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assay.server.languages import german_request_reasons
from assay.server.languages.german_reasons import REASONS
from assay.server.languages.language import Language

_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)

_TEXTS: Mapping[str, str] = {
    # The sign-in
    "Sign in": "Anmelden",
    "to continue to {client}": "um fortzufahren zu {client}",
    "Username": "Benutzername",
    "Password": "Passwort",
    "Forgotten your password?": "Passwort vergessen?",
    "or": "oder",
    "Use a passkey": "Passkey verwenden",
    "No passkey was used. You can try again, or go on in another way.": "Es wurde kein Passkey verwendet. Versuchen Sie es noch "
    "einmal, oder melden Sie sich anders an.",
    "Your account asks for a passkey here, and passkeys need JavaScript. Allow it for this page.": "Ihr Konto verlangt hier einen "
    "Passkey, und Passkeys brauchen JavaScript. Erlauben Sie es für diese Seite.",
    # The second step
    "Second step": "Zweiter Schritt",
    "One more step": "Noch ein Schritt",
    "Prove that it is you, {account}, to continue to {client}": "Zeigen Sie, dass Sie es sind, {account}, um fortzufahren zu "
    "{client}",
    "Recovery code": "Wiederherstellungscode",
    "One of the codes that you were shown when you set this up. Each works once.": "Einer der Codes, die Ihnen beim Einrichten "
    "gezeigt wurden. Jeder gilt einmal.",
    "Codes left: {count}. Make new ones once you are signed in.": "Übrige Codes: {count}. Erzeugen Sie neue, sobald Sie angemeldet "
    "sind.",
    "Not accepted:": "Nicht angenommen:",
    "Code of your authenticator app": "Code Ihrer Authenticator-App",
    "Six digits. They change every half minute.": "Sechs Ziffern. Sie wechseln jede halbe Minute.",
    "Do not ask for this again in this browser. Only on a device that is yours.": "In diesem Browser nicht mehr danach fragen. "
    "Nur auf einem Gerät, das Ihnen gehört.",
    "Continue": "Weiter",
    "Use another account": "Ein anderes Konto verwenden",
    "Use the authenticator app instead": "Stattdessen die Authenticator-App verwenden",
    "Use a recovery code instead": "Stattdessen einen Wiederherstellungscode verwenden",
    # Setting the second step up
    "Set up a second step": "Zweiten Schritt einrichten",
    "From now on, a password alone does not open the account {account}.": "Von jetzt an öffnet ein Passwort allein das Konto "
    "{account} nicht mehr.",
    "Install an authenticator app, if you have none.": "Installieren Sie eine Authenticator-App, falls Sie keine haben.",
    "Scan this with it, or type the key below.": "Scannen Sie dies damit, oder tippen Sie den Schlüssel darunter ab.",
    "Key:": "Schlüssel:",
    "Code that the app shows now": "Code, den die App jetzt zeigt",
    "Confirm": "Bestätigen",
    "QR code": "QR-Code",
    "Your recovery codes": "Ihre Wiederherstellungscodes",
    "Keep these codes": "Bewahren Sie diese Codes auf",
    "If you lose your phone, one of these lets you in. Each works once. They are shown only now: print them or write them "
    "down.": "Wenn Sie Ihr Telefon verlieren, kommen Sie mit einem davon hinein. Jeder gilt einmal. Sie werden nur jetzt gezeigt: "
    "Drucken Sie sie aus, oder schreiben Sie sie auf.",
    "I have kept them, go on to {client}": "Ich habe sie, weiter zu {client}",
    # Consent, and the way back
    "Allow access?": "Zugriff erlauben?",
    "{client} asks for your permission to": "{client} bittet um Ihre Erlaubnis:",
    "use {scope}": "{scope} verwenden",
    "It will work at:": "Gelten wird sie bei:",
    "It asks for a device that shows the code": "Gefragt wird für ein Gerät, das diesen Code zeigt",
    "Allow it only if that very code stands on a device in front of you. Whoever sent you the code or the link by mail, chat or "
    "telephone gets into your account with it.": "Erlauben Sie es nur, wenn genau dieser Code auf einem Gerät vor Ihnen steht. Wer "
    "Ihnen den Code oder den Link per Mail, Chat oder Telefon gegeben hat, kommt damit in Ihr Konto.",
    "The device": "Das Gerät",
    "of an unknown kind": "unbekannter Art",
    "It asks from": "Es fragt von",
    "which is not where you are": "also nicht von dort, wo Sie sind",
    "where you are too": "wo auch Sie sind",
    "Then you go on to": "Danach geht es weiter zu",
    "About this application:": "Über diese Anwendung:",
    "Privacy policy": "Datenschutzerklärung",
    "Terms of service": "Nutzungsbedingungen",
    "Allow": "Erlauben",
    "Do not allow": "Nicht erlauben",
    "Allow this only if you began it yourself, just now.": "Erlauben Sie dies nur, wenn Sie es gerade eben selbst begonnen haben.",
    "know which account is yours": "erfahren, welches Konto Ihres ist",
    "see your profile: name, picture, language and the like": "Ihr Profil sehen: Name, Bild, Sprache und Ähnliches",
    "see your e-mail address": "Ihre E-Mail-Adresse sehen",
    "see your postal address": "Ihre Postanschrift sehen",
    "see your phone number": "Ihre Telefonnummer sehen",
    "keep this access while you are not using it": "diesen Zugriff behalten, während Sie ihn nicht nutzen",
    "the app {scheme} on this device": "die App {scheme} auf diesem Gerät",
    "an app on this device ({place})": "eine App auf diesem Gerät ({place})",
    "Going back": "Zurück",
    "Going back to the application": "Zurück zur Anwendung",
    "If nothing happens, press the button.": "Wenn nichts geschieht, drücken Sie den Knopf.",
    "Continue to {place}": "Weiter zu {place}",
    # Devices
    "Connect a device": "Ein Gerät verbinden",
    "Type the code that your device shows.": "Tippen Sie den Code ein, den Ihr Gerät zeigt.",
    "Code": "Code",
    "Compare the code with the one on your device: it must be the same.": "Vergleichen Sie den Code mit dem auf Ihrem Gerät: Er "
    "muss derselbe sein.",
    "Nobody may ask you to type a code for them, by telephone, by mail or in a chat: whoever does wants to get into your "
    "account.": "Niemand darf Sie bitten, einen Code für ihn einzutippen, weder am Telefon noch per Mail oder im Chat: Wer das tut, "
    "will in Ihr Konto.",
    "Your device is connected": "Ihr Gerät ist verbunden",
    "It goes on by itself in a few seconds. You can close this page.": "Es macht in wenigen Sekunden von selbst weiter. Sie können "
    "diese Seite schließen.",
    "You did not allow it": "Sie haben es nicht erlaubt",
    "The device gets nothing. You can close this page.": "Das Gerät bekommt nichts. Sie können diese Seite schließen.",
    # Signing out
    "Sign out?": "Abmelden?",
    "{client} asks to sign you out.": "{client} möchte Sie abmelden.",
    "You are signed in as {account}.": "Sie sind angemeldet als {account}.",
    "Sign out": "Abmelden",
    "Stay signed in": "Angemeldet bleiben",
    "You are signed out": "Sie sind abgemeldet",
    "You can close this page.": "Sie können diese Seite schließen.",
    "You are still signed in": "Sie sind noch angemeldet",
    "Nothing has changed.": "Es hat sich nichts geändert.",
    # Forgotten passwords and e-mail addresses
    "Forgotten password": "Passwort vergessen",
    "You get a link by mail, with which you can set a new one.": "Sie bekommen per Mail einen Link, mit dem Sie ein neues setzen "
    "können.",
    "Send the link": "Link senden",
    "Look into your mail": "Sehen Sie in Ihr Postfach",
    "If there is such an account and it has an e-mail address, a link is on its way there. It works for 15 minutes.": "Wenn es "
    "dieses Konto gibt und es eine E-Mail-Adresse hat, ist ein Link dorthin unterwegs. Er gilt 15 Minuten.",
    "New password": "Neues Passwort",
    "for the account {account}": "für das Konto {account}",
    "Several words are easy to remember. Any characters will do. You will be signed out everywhere.": "Mehrere Wörter merken sich "
    "leicht. Alle Zeichen sind recht. Sie werden überall abgemeldet.",
    "Several words are easy to remember. Any characters will do. You will be signed out everywhere else.": "Mehrere Wörter merken "
    "sich leicht. Alle Zeichen sind recht. Sie werden überall sonst abgemeldet.",
    "The account {account} needs another password before you go on to {client}": "Das Konto {account} braucht ein anderes "
    "Passwort, bevor Sie zu {client} weitergehen",
    "{client} asks for a passkey, and the account {account} has none yet.": "{client} verlangt einen Passkey, und das Konto "
    "{account} hat noch keinen.",
    "Your device keeps it, and you use it by fingerprint, face or PIN.": "Ihr Gerät bewahrt ihn auf, und Sie verwenden ihn mit "
    "Fingerabdruck, Gesicht oder PIN.",
    "Go back without a passkey": "Ohne Passkey zurück",
    "Set the password": "Passwort setzen",
    "Your password is changed": "Ihr Passwort ist geändert",
    "You are signed out everywhere. Go back to the application and sign in.": "Sie sind überall abgemeldet. Gehen Sie zurück zur "
    "Anwendung, und melden Sie sich an.",
    "Your e-mail address": "Ihre E-Mail-Adresse",
    "Is this your address?": "Ist das Ihre Adresse?",
    "Yes, it is mine": "Ja, das ist meine",
    "Thank you": "Vielen Dank",
    "This e-mail address is confirmed as yours. You can close this page.": "Diese E-Mail-Adresse ist als Ihre bestätigt. Sie können "
    "diese Seite schließen.",
    # The account
    "Your account": "Ihr Konto",
    "Name": "Name",
    "E-mail": "E-Mail",
    "(not verified)": "(nicht bestätigt)",
    "How you sign in": "Wie Sie sich anmelden",
    "Password: none": "Passwort: keines",
    "Password: set": "Passwort: gesetzt",
    "Password: set on {day}": "Passwort: gesetzt am {day}",
    "Passkeys: {count}": "Passkeys: {count}",
    "look after them": "verwalten",
    "Authenticator app: set up": "Authenticator-App: eingerichtet",
    "Authenticator app: none": "Authenticator-App: keine",
    "change": "ändern",
    "Recovery codes left: {count}": "Übrige Wiederherstellungscodes: {count}",
    "Where you are signed in": "Wo Sie angemeldet sind",
    "An unknown device": "Ein unbekanntes Gerät",
    "(this browser)": "(dieser Browser)",
    "since {time}": "seit {time}",
    "last used {time}": "zuletzt benutzt {time}",
    "Sign out everywhere else": "Überall sonst abmelden",
    "What you allowed": "Was Sie erlaubt haben",
    "Disconnect": "Trennen",
    "No application may use your account.": "Keine Anwendung darf Ihr Konto nutzen.",
    "What happened lately": "Was zuletzt geschah",
    "{browser} on {system}": "{browser} auf {system}",
    "a client": "eine Anwendung",
    "Refused: {what}": "Abgelehnt: {what}",
    "An authenticator app was added": "Eine Authenticator-App kam hinzu",
    "The authenticator app was removed": "Die Authenticator-App wurde entfernt",
    "You did not allow what {client} asked for": "Sie haben nicht erlaubt, worum {client} bat",
    "You allowed {client} to use your account": "Sie haben {client} erlaubt, Ihr Konto zu nutzen",
    "{client} was disconnected": "{client} wurde getrennt",
    "You connected a device to {client}": "Sie haben ein Gerät mit {client} verbunden",
    "The password was changed": "Das Passwort wurde geändert",
    "The account was made": "Das Konto wurde angelegt",
    "A session ended": "Eine Sitzung endete",
    "You signed in": "Sie haben sich angemeldet",
    "The mark of a known device came twice, so it counts no more": "Das Merkmal eines bekannten Geräts kam zweimal und gilt deshalb "
    "nicht mehr",
    "A passkey was added": "Ein Passkey kam hinzu",
    "A passkey was removed": "Ein Passkey wurde entfernt",
    "A passkey may have been copied": "Ein Passkey wurde vielleicht kopiert",
    "A recovery code was used": "Ein Wiederherstellungscode wurde benutzt",
    "New recovery codes were made": "Neue Wiederherstellungscodes wurden erzeugt",
    "The second factors were reset": "Die zweiten Faktoren wurden zurückgesetzt",
    # Passkeys and the second step, looked after
    "Your passkeys": "Ihre Passkeys",
    "With a passkey you sign in as {account} by fingerprint, face or PIN, without a password.": "Mit einem Passkey melden Sie sich als "
    "{account} per Fingerabdruck, Gesicht oder PIN an, ohne Passwort.",
    "Synchronised between your devices": "Zwischen Ihren Geräten abgeglichen",
    "On one device only": "Nur auf einem Gerät",
    "added {day}": "hinzugefügt am {day}",
    "not used yet": "noch nicht benutzt",
    "Change": "Ändern",
    "Rename": "Umbenennen",
    "Remove": "Entfernen",
    "You have no passkey yet.": "Sie haben noch keinen Passkey.",
    "Add a passkey": "Passkey hinzufügen",
    "No passkey was made. You can try again.": "Es wurde kein Passkey angelegt. Sie können es noch einmal versuchen.",
    "This device has a passkey for your account already.": "Dieses Gerät hat schon einen Passkey für Ihr Konto.",
    "For example: Phone. So you can tell your passkeys apart.": "Zum Beispiel: Telefon. So halten Sie Ihre Passkeys auseinander.",
    "Adding a passkey needs JavaScript.": "Um einen Passkey hinzuzufügen, braucht es JavaScript.",
    "Confirm that it is you": "Bestätigen Sie, dass Sie es sind",
    "Before anything is changed here, prove once more who you are.": "Bevor hier etwas geändert wird, zeigen Sie noch einmal, wer "
    "Sie sind.",
    "No passkey was used. Try again.": "Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal.",
    "Confirm with a passkey": "Mit einem Passkey bestätigen",
    "Code of your authenticator app, or a recovery code": "Code Ihrer Authenticator-App oder ein Wiederherstellungscode",
    "Your second step": "Ihr zweiter Schritt",
    "What {account} shows beside the password.": "Was {account} neben dem Passwort vorzeigt.",
    "Each lets you in once, if you lose your phone. They are shown only now, and earlier ones count no more.": "Jeder lässt Sie "
    "einmal hinein, falls Sie Ihr Telefon verlieren. Sie werden nur jetzt gezeigt, und frühere gelten nicht mehr.",
    "Authenticator app": "Authenticator-App",
    "set up": "eingerichtet",
    "none": "keine",
    "Recovery codes": "Wiederherstellungscodes",
    "{count} left": "noch {count}",
    "Make new recovery codes": "Neue Wiederherstellungscodes erzeugen",
    "Remove the app": "App entfernen",
    "Set up an authenticator app": "Authenticator-App einrichten",
    "Scan this with the app, or type the key.": "Scannen Sie dies mit der App, oder tippen Sie den Schlüssel ab.",
    "Back to your account": "Zurück zu Ihrem Konto",
    # Error pages
    "This did not work": "Das hat nicht geklappt",
    "Who can mend it": "Wer es beheben kann",
    "Reason": "Grund",
    "Refusal id": "Nummer der Ablehnung",
    "If you ask for help, pass the refusal id on; a click selects it as a whole. It leads to what exactly was seen, and tells nobody "
    "else anything.": "Wenn Sie um Hilfe bitten, geben Sie die Nummer der Ablehnung weiter; ein Klick markiert sie ganz. Sie führt "
    "zu dem, was genau gesehen wurde, und sagt sonst niemandem etwas.",
    "Do you make this application?": "Sind Sie für diese Anwendung zuständig?",
    "Have the exchange explained": "Lassen Sie sich den Ablauf erklären",
    "Paste there the request that led here, or the browser's HAR file.": "Fügen Sie dort die Anfrage ein, die hierher führte, "
    "oder die HAR-Datei des Browsers.",
    "the application that sent you here": "die Anwendung, die Sie hierher geschickt hat",
    "you": "Sie",
    "whoever runs this service": "wer diesen Dienst betreibt",
    "whoever runs the service that you wanted to use": "wer den Dienst betreibt, den Sie nutzen wollten",
    # Mails
    "Hello {name},": "Guten Tag {name},",
    "set a new password": "ein neues Passwort setzen",
    "To set a new password, open this address within {minutes} minutes:": "Um ein neues Passwort zu setzen, öffnen Sie diese "
    "Adresse innerhalb von {minutes} Minuten:",
    "confirm that this e-mail address is yours": "bestätigen, dass diese E-Mail-Adresse Ihre ist",
    "To confirm that this e-mail address is yours, open this address within {minutes} minutes:": "Um zu bestätigen, dass diese "
    "E-Mail-Adresse Ihre ist, öffnen Sie diese Adresse innerhalb von {minutes} Minuten:",
    "It works once. If you did not ask for it, there is nothing to do: without the address nothing changes.": "Sie gilt einmal. Wenn "
    "Sie nicht darum gebeten haben, ist nichts zu tun: Ohne die Adresse ändert sich nichts.",
    "If it was you, there is nothing to do. If it was not, set a new password at once and tell whoever runs this service.": "Wenn Sie es waren, ist nichts zu tun. Wenn nicht, setzen Sie sofort ein neues Passwort, und sagen Sie es dem, der diesen Dienst betreibt.",
    "A passkey was added to the account": "Dem Konto wurde ein Passkey hinzugefügt",
    "A passkey was removed from the account": "Ein Passkey des Kontos wurde entfernt",
    "New recovery codes were made for the account": "Für das Konto wurden neue Wiederherstellungscodes erzeugt",
    "The authenticator app of the account was removed": "Die Authenticator-App des Kontos wurde entfernt",
    "A recovery code was used to sign in": "Zur Anmeldung wurde ein Wiederherstellungscode benutzt",
    "An authenticator app was set up for the account": "Für das Konto wurde eine Authenticator-App eingerichtet",
    "The password was changed at a sign-in, because it was found among stolen ones": "Das Passwort wurde bei einer Anmeldung geändert, weil es unter gestohlenen gefunden wurde",
    "Somebody has signed in with the password of your account, and it stands on a list of stolen ones. To set a new one, open this address within {minutes} minutes:": "Jemand hat sich mit dem Passwort Ihres Kontos angemeldet, und es steht auf einer Liste gestohlener Passwörter. Um ein neues zu setzen, öffnen Sie binnen {minutes} Minuten diese Adresse:",
    "It works once. If it was not you who signed in, set a new password all the same: somebody else knows the present one.": "Sie gilt einmal. Wenn nicht Sie sich angemeldet haben, setzen Sie trotzdem ein neues Passwort: Jemand anderes kennt das jetzige.",
    "A link is on its way to the e-mail address of the account. It works for 15 minutes. Set a new password with it, then sign in here.": "Ein Link ist unterwegs an die E-Mail-Adresse des Kontos. Er gilt 15 Minuten. Setzen Sie damit ein neues Passwort, und melden Sie sich dann hier an.",
    "I have set it, sign in": "Ich habe es gesetzt, anmelden",
    "Send another link": "Noch einen Link schicken",
    "The password was changed by a link in a mail": "Das Passwort wurde durch einen Link in einer Mail geändert",
    "All second factors of the account were taken away": "Alle zweiten Faktoren des Kontos wurden entfernt",
    # The page of name and address
    "not given": "nicht angegeben",
    "Change name or address": "Namen oder Adresse ändern",
    "Your name and address": "Ihr Name und Ihre Adresse",
    "What {account} is called, and where mail for you goes.": "Wie {account} heißt und wohin Ihre Post geht.",
    "A link is on its way to {address}. The address is changed when you open it, within 15 minutes.": "Ein Link ist unterwegs an {address}. Die Adresse wird geändert, wenn Sie ihn öffnen, binnen 15 Minuten.",
    "Change the name": "Namen ändern",
    "New e-mail address": "Neue E-Mail-Adresse",
    "You get a link there. Until you open it, the address stays as it is. To confirm the present one, type it again.": "Sie bekommen dort einen Link. Bis Sie ihn öffnen, bleibt die Adresse, wie sie ist. Um die jetzige zu bestätigen, geben Sie sie noch einmal ein.",
    "make this your e-mail address": "dies zu Ihrer E-Mail-Adresse machen",
    "To make this your e-mail address, open this address within {minutes} minutes:": "Um dies zu Ihrer E-Mail-Adresse zu machen, öffnen Sie binnen {minutes} Minuten diese Adresse:",
    "Another e-mail address was asked for": "Eine andere E-Mail-Adresse wurde verlangt",
    "The e-mail address was changed": "Die E-Mail-Adresse wurde geändert",
    "The e-mail address was confirmed": "Die E-Mail-Adresse wurde bestätigt",
    "The name was changed": "Der Name wurde geändert",
    "The e-mail address of the account was changed to another one": "Die E-Mail-Adresse des Kontos wurde in eine andere geändert",
}


def _day(at: datetime) -> str:
    return f"{at.day}. {_MONTHS[at.month - 1]} {at.year}"


GERMAN = Language("de", _day, _TEXTS, {**REASONS, **german_request_reasons.REASONS})
