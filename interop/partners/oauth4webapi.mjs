// oauth4webapi against Assay: RFC 8414 discovery, code + PKCE + resource, RFC 9207, and RFC 9068 validation as a resource server would.
import * as oauth from 'oauth4webapi'
import { facts, callbackOf, passed, refusedForItsSecret, done } from './partner.mjs'

const http = { [oauth.allowInsecureRequests]: true }
const issuer = new URL(facts.issuer)
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...http }))
passed('RFC 8414 discovery')

const client = { client_id: facts.clients.public.client_id }
const verifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const url = new URL(server.authorization_endpoint)
for (const [name, value] of Object.entries({
  client_id: client.client_id,
  redirect_uri: facts.redirect_uri,
  response_type: 'code',
  scope: 'orders.read offline_access',
  prompt: 'consent',
  resource: facts.resource,
  state,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256'
})) url.searchParams.set(name, value)
const answer = oauth.validateAuthResponse(server, client, new URL(await callbackOf(url.href)), state)
passed('the authorization answer carries iss (RFC 9207)')

const tokens = await oauth.processAuthorizationCodeResponse(server, client,
  await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, facts.redirect_uri, verifier, { additionalParameters: { resource: facts.resource }, ...http }))
passed('code + PKCE + resource by a public client')

const request = new Request(facts.resource, { headers: { authorization: `Bearer ${tokens.access_token}` } })
const claims = await oauth.validateJwtAccessToken(server, request, facts.resource, http)
if (claims.scope.split(' ').indexOf('orders.read') < 0) throw new Error('the scope is missing')
passed('the access token is valid by RFC 9068')

const rotated = await oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, http))
if (rotated.refresh_token === tokens.refresh_token) throw new Error('a public client kept its refresh token')
passed('a public client\'s refresh token rotates')

await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), rotated.refresh_token, http))
passed('revocation by a public client')

const machine = { client_id: facts.clients.basic.client_id }
const secret = oauth.ClientSecretBasic(facts.clients.basic.client_secret)
const own = await oauth.processClientCredentialsResponse(server, machine, await oauth.clientCredentialsGrantRequest(server, machine, secret, { scope: 'orders.read' }, http))
const standing = await oauth.processIntrospectionResponse(server, machine, await oauth.introspectionRequest(server, machine, secret, own.access_token, http))
if (!standing.active) throw new Error('a fresh token is not active')
passed('client credentials and introspection')

try {
  await oauth.processClientCredentialsResponse(server, machine, await oauth.clientCredentialsGrantRequest(server, machine, oauth.ClientSecretBasic('wrong'), { scope: 'orders.read' }, http))
  throw new Error('a wrong secret got a token')
} catch (error) {
  if (error.status !== 401) throw error
  await refusedForItsSecret(`${error}: ${JSON.stringify(error.cause)}`)
}
done()
