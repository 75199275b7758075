// openid-client against Assay: every grant, every client authentication method.
import * as client from 'openid-client'
import { importJWK } from 'jose'
import { facts, callbackOf, passed, refusedForItsSecret, done } from './partner.mjs'

const insecure = { execute: [client.allowInsecureRequests] }
const issuer = new URL(facts.issuer)

async function codeFlow (name, config) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  // docs: settings
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: facts.redirect_uri,
    scope: 'openid profile email offline_access orders.read',
    state,
    nonce,
    prompt: 'consent', // asks the end-user each time; without it, once
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256'
  })
  // docs: end
  const callback = new URL(await callbackOf(url.href))
  const tokens = await client.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true })
  const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
  if (person.sub !== tokens.claims().sub) throw new Error('userinfo names somebody else')
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token)
  if (!refreshed.access_token || refreshed.access_token === tokens.access_token) throw new Error('no fresh access token')
  passed(`code, PKCE, nonce, userinfo and refresh by ${name}`)
  return refreshed
}

// docs: settings
const basic = await client.discovery(
  new URL(facts.issuer),
  facts.clients.basic.client_id,
  undefined,
  client.ClientSecretBasic(facts.clients.basic.client_secret),
  insecure // the issuer of this run is on http
)
// docs: end
const tokens = await codeFlow('client_secret_basic', basic)

const machine = await client.clientCredentialsGrant(basic, { scope: 'orders.read' })
const active = await client.tokenIntrospection(basic, machine.access_token)
if (!active.active || active.client_id !== facts.clients.basic.client_id) throw new Error('a fresh token is not active')
await client.tokenRevocation(basic, machine.access_token)
if ((await client.tokenIntrospection(basic, machine.access_token)).active) throw new Error('a revoked token is active')
passed('client credentials, introspection, revocation')

await client.tokenRevocation(basic, tokens.refresh_token)
try {
  await client.refreshTokenGrant(basic, tokens.refresh_token)
  throw new Error('a revoked refresh token was accepted')
} catch (error) {
  if (error.error !== 'invalid_grant') throw error
}
passed('a revoked refresh token is refused with invalid_grant')

const post = await client.discovery(issuer, facts.clients.post.client_id, undefined, client.ClientSecretPost(facts.clients.post.client_secret), insecure)
await codeFlow('client_secret_post', post)

const key = { key: await importJWK(facts.clients.jwt.private_jwk, 'ES256'), kid: facts.clients.jwt.private_jwk.kid }
await codeFlow('private_key_jwt', await client.discovery(issuer, facts.clients.jwt.client_id, undefined, client.PrivateKeyJwt(key), insecure))
await codeFlow('none (public client)', await client.discovery(issuer, facts.clients.public.client_id, undefined, client.None(), insecure))

const bye = 'https://client.example.com/bye'
const out = client.buildEndSessionUrl(basic, { post_logout_redirect_uri: bye, id_token_hint: tokens.id_token })
if (!(await callbackOf(out.href, bye)).startsWith(bye)) throw new Error('no way back from the logout')
passed('RP-initiated logout')

try {
  const wrong = await client.discovery(issuer, facts.clients.basic.client_id, undefined, client.ClientSecretBasic('wrong'), insecure)
  await client.clientCredentialsGrant(wrong, { scope: 'orders.read' })
  throw new Error('a wrong secret got a token')
} catch (error) {
  if (error.status !== 401) throw error
  await refusedForItsSecret(`${error}: ${JSON.stringify(error.cause)}`)
}
done()
