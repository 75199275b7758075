"""What people are told in German when a request is refused before anybody looks at what it asks for, or cannot be answered now."""

from __future__ import annotations

from collections.abc import Mapping

_OF_THE_APPLICATION = "Sagen Sie es denen, die die Anwendung betreiben, und geben Sie die Nummer der Ablehnung mit."
_AFRESH = (
    "Gehen Sie zurück zur Anwendung, und beginnen Sie dort neu. Hilft das nicht, sagen Sie es denen, die sie betreiben, und geben Sie "
    "die Nummer der Ablehnung mit."
)
_LATER = "Versuchen Sie es in einer Minute noch einmal. Hält es an, sagen Sie dem Betreiber die Nummer der Ablehnung."

REASONS: Mapping[str, tuple[str, str]] = {
    "request.method_not_allowed": ("Diese Adresse nimmt keine Anfragen dieser Art an", _AFRESH),
    "request.content_type_not_form": ("Was ankam, ist kein Formular", _AFRESH),
    "request.body_too_large": (
        "Es kam mehr an, als der Server liest",
        "Tippen Sie weniger, oder sehen Sie nach, ob versehentlich ein langer Text eingefügt wurde.",
    ),
    "request.body_not_read_in_time": (
        "Das Formular kam nicht rechtzeitig ganz an",
        "Schicken Sie es noch einmal ab. Kommt es wieder, ist die Verbindung sehr langsam, oder etwas auf dem Weg hält das Formular auf.",
    ),
    "request.form_malformed": ("Das Formular ist nicht lesbar", _AFRESH),
    "request.too_many_parameters": ("Die Anfrage hat zu viele Parameter", _OF_THE_APPLICATION),
    "request.parameter_repeated": (
        "Der Parameter {parameter} steht mehr als einmal in der Anfrage",
        _OF_THE_APPLICATION,
    ),
    "request.parameter_missing": (
        "Der Parameter {parameter} fehlt",
        (
            "Füllen Sie alle Felder aus. Kamen Sie von einer Anwendung hierher, sagen Sie es denen, die sie betreiben, und geben Sie die "
            "Nummer der Ablehnung mit."
        ),
    ),
    "request.parameter_too_long": (
        "Der Parameter {parameter} ist zu lang",
        (
            "Tippen Sie weniger. Kamen Sie von einer Anwendung hierher, sagen Sie es denen, die sie betreiben, und geben Sie die Nummer der "
            "Ablehnung mit."
        ),
    ),
    "request.parameter_malformed": (
        "Der Parameter {parameter} hat nicht die Form, die er haben muss",
        _OF_THE_APPLICATION,
    ),
    "authorization_request.authentication_unmet": (
        "Die Anfrage verlangt eine Art der Anmeldung, die dieses Konto oder dieser Server nicht hat",
        (
            "Richten Sie ein, was verlangt wird (etwa einen Passkey), oder sagen Sie es denen, die die Anwendung betreiben, und geben Sie "
            "die Nummer der Ablehnung mit."
        ),
    ),
    "authorization_request.grant_type_not_registered": (
        "Die Anwendung ist für diese Art der Anmeldung nicht eingetragen",
        _OF_THE_APPLICATION,
    ),
    "authorization_request.scope_not_registered": (
        "Die Anwendung bittet um mehr, als sie darf",
        _OF_THE_APPLICATION,
    ),
    "authorization_request.resource_not_allowed": (
        "Die Anwendung bittet um Zugang zu einem Dienst, für den sie nicht eingetragen ist",
        _OF_THE_APPLICATION,
    ),
    "operation.rate_limited": (
        "In kurzer Zeit kamen zu viele Anfragen dieser Art",
        "Warten Sie ein wenig, und machen Sie dann langsamer weiter.",
    ),
    "operation.overloaded": ("Der Server beantwortet schon so viele Anfragen, wie er kann", _LATER),
    "operation.storage_unavailable": ("Der Server erreicht seinen Speicher im Augenblick nicht", _LATER),
    "operation.signing_unavailable": ("Der Server kann im Augenblick keine Token unterschreiben", _LATER),
    "operation.password_hasher_busy": (
        "Es warten schon zu viele Anmeldungen",
        "Versuchen Sie es in ein paar Sekunden noch einmal.",
    ),
    "operation.internal_fault": (
        "Dem Server ist ein eigener Fehler unterlaufen",
        "Sagen Sie dem Betreiber die Nummer der Ablehnung.",
    ),
}
