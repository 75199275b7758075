// Asks the browser for a passkey and posts what comes back with an ordinary form. Each form with data-passkey has its
// question in data-options: "get" to use a passkey, "create" to make one. Without WebAuthn the form stays hidden.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const octets = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = list => (list || []).map(one => ({ ...one, id: octets(one.id) }));

  const question = form => {
    const options = JSON.parse(form.dataset.options);
    options.challenge = octets(options.challenge);
    if (form.dataset.passkey === "create") {
      options.user.id = octets(options.user.id);
      options.excludeCredentials = named(options.excludeCredentials);
    } else {
      options.allowCredentials = named(options.allowCredentials);
    }
    return options;
  };

  const answer = credential => {
    const { response } = credential, out = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (response[name]) out[name] = text(response[name]);
    if (response.getTransports) out.transports = response.getTransports();
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: out });
  };

  let waiting = null, sent = false;
  const say = (form, name) => { form.querySelector("[role=status]").textContent = name ? form.dataset[name] : ""; };

  const ask = async (form, mediation) => {
    waiting?.abort();
    const mine = waiting = new AbortController();
    const request = { publicKey: question(form), signal: mine.signal };
    if (mediation) request.mediation = mediation;
    if (!mediation) say(form, "");
    try {
      const credential = await navigator.credentials[form.dataset.passkey](request);
      if (!credential || sent) return;
      sent = true;
      form.elements.passkey.value = answer(credential);
      form.submit();
    } catch (fault) {
      if (mine !== waiting || mediation) return;
      say(form, fault.name === "InvalidStateError" ? "known" : "cancelled");
      offer(form);
    }
  };

  // The passkeys are in the list that the username field offers; nothing is shown before the field is used.
  const offer = async form => {
    if (!("conditional" in form.dataset) || !PublicKeyCredential.isConditionalMediationAvailable) return;
    if (await PublicKeyCredential.isConditionalMediationAvailable()) ask(form, "conditional");
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", event => { event.preventDefault(); if (!sent) ask(form); });
    offer(form);
  }
  addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
})();
