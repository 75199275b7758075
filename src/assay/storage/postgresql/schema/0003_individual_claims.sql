-- Claims that a request asked for one by one: kept with what it bought, for the ID token and for userinfo.
ALTER TABLE authorization_codes ADD COLUMN individual_claims text;
ALTER TABLE refresh_token_families ADD COLUMN individual_claims text;
