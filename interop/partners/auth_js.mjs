// Auth.js (@auth/core) against Assay, in a node server of its own: sign-in with PKCE, state and nonce, userinfo, a wrong secret.
import { createServer } from 'node:http'
import { Auth } from '@auth/core'
import { facts, register, callbackOf, passed, refusedForItsSecret, done } from './partner.mjs'

const server = createServer(answer)
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const site = `http://localhost:${server.address().port}`
const client = await register(
  '--name', 'Auth.js', '--grant', 'authorization_code', '--scope', 'openid profile email',
  '--redirect-uri', `${site}/auth/callback/assay`, '--redirect-uri', `${site}/auth/callback/wrong`)
const said = []

// docs: settings
const assay = {
  id: 'assay',
  name: 'Assay',
  type: 'oidc',
  issuer: facts.issuer,
  clientId: client.client_id,
  clientSecret: client.client_secret,
  checks: ['pkce', 'state', 'nonce'],
  authorization: { params: { scope: 'openid profile email' } },
  idToken: false // ask userinfo for name and e-mail: Assay keeps the ID token small
}
// docs: end
const config = {
  basePath: '/auth',
  trustHost: true,
  secret: 'only for this run',
  providers: [assay, { ...assay, id: 'wrong', clientSecret: 'wrong' }],
  logger: { error: (error) => said.push(error), warn: () => {}, debug: () => {} }
}

async function answer (request, response) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const { method, headers } = request
  const given = await Auth(new Request(site + request.url, { method, headers, body: method === 'POST' ? Buffer.concat(chunks) : undefined }), config)
  for (const [name, value] of given.headers) response.appendHeader(name, value)
  response.writeHead(given.status).end(await given.text())
}

// The browser at the site: it keeps cookies and posts the form of the sign-in page. On Assay's pages the end-user goes on.
function browser () {
  const jar = new Map()
  return async (url, options = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const given = await fetch(url, { ...options, redirect: 'manual', headers: { ...options.headers, cookie } })
    for (const one of given.headers.getSetCookie()) {
      const [name, ...value] = one.split(';')[0].split('=')
      jar.set(name, value.join('='))
    }
    return given
  }
}

async function signIn (go, provider) {
  const { csrfToken } = await (await go(`${site}/auth/csrf`)).json()
  const begun = await go(`${site}/auth/signin/${provider}`, { method: 'POST', body: new URLSearchParams({ csrfToken, callbackUrl: site }) })
  const called = await callbackOf(begun.headers.get('location'), `${site}/auth/callback/`)
  return go(called)
}

const go = browser()
const back = await signIn(go, 'assay')
if (back.headers.get('location') !== site) throw new Error(`${back.status} ${back.headers.get('location')}: ${said}`)
const session = await (await go(`${site}/auth/session`)).json()
if (session.user?.email !== `${facts.username}@people.example`) throw new Error(JSON.stringify(session))
passed('sign-in with PKCE, state and nonce; the ID token is verified, the e-mail address comes from userinfo')

const { csrfToken } = await (await go(`${site}/auth/csrf`)).json()
await go(`${site}/auth/signout`, { method: 'POST', body: new URLSearchParams({ csrfToken }) })
if (await (await go(`${site}/auth/session`)).json()) throw new Error('still signed in')
passed('sign-out of the site (Auth.js does not ask the issuer)')

const refused = await signIn(browser(), 'wrong')
if (!refused.headers.get('location')?.includes('error=')) throw new Error(`a wrong secret was taken: ${refused.headers.get('location')}`)
await refusedForItsSecret(said.map(error => `${error}: ${JSON.stringify(error.cause, (_, value) => value instanceof Error ? { ...value, said: String(value), cause: value.cause } : value)}`).join('\n'))
done()
