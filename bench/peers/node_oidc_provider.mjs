// node-oidc-provider as a contestant. ACCESS_TOKENS=opaque or an algorithm for JWTs. Storage is a plain Map: nothing is durable.
// Beside the defaults: client_credentials, introspection and revocation on, rotation at every use, PKCE required, one resource.
import { generateKeyPairSync, createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Provider } from 'oidc-provider'

const format = process.env.ACCESS_TOKENS
const algorithm = format === 'opaque' ? 'ES256' : format
const resource = 'https://api.example.com'
const redirectUri = 'https://client.example.com/callback'
const rows = new Map()
const rowsOfGrant = new Map()

class MapAdapter {
  constructor (model) { this.model = model }
  key (id) { return `${this.model}/${id}` }
  async upsert (id, payload) {
    rows.set(this.key(id), payload)
    if (payload.grantId) {
      if (!rowsOfGrant.has(payload.grantId)) rowsOfGrant.set(payload.grantId, [])
      rowsOfGrant.get(payload.grantId).push(this.key(id))
    }
  }
  async find (id) { return rows.get(this.key(id)) }
  async findByUid () { return undefined }
  async findByUserCode () { return undefined }
  async consume (id) { rows.get(this.key(id)).consumed = Math.floor(Date.now() / 1000) }
  async destroy (id) { rows.delete(this.key(id)) }
  async revokeByGrantId (grantId) {
    for (const key of rowsOfGrant.get(grantId) ?? []) rows.delete(key)
    rowsOfGrant.delete(grantId)
  }
}

const pair = algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
const resourceIndicators = format === 'opaque'
  ? { enabled: false }
  : {
      enabled: true,
      defaultResource: async () => resource,
      useGrantedResource: async () => true,
      getResourceServerInfo: async () => ({
        scope: 'read write', audience: resource, accessTokenTTL: 300, accessTokenFormat: 'jwt', jwt: { sign: { alg: algorithm } }
      })
    }
const provider = new Provider(`http://127.0.0.1:${process.env.PORT}`, {
  adapter: MapAdapter,
  clients: [{
    client_id: 'bench',
    client_secret: process.env.CLIENT_SECRET,
    grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
    redirect_uris: [redirectUri],
    response_types: ['code'],
    id_token_signed_response_alg: algorithm
  }],
  jwks: { keys: [{ ...pair.privateKey.export({ format: 'jwk' }), alg: algorithm, use: 'sig', kid: 'bench' }] },
  scopes: ['openid', 'offline_access', 'read', 'write'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  findAccount: async (context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: async () => true },
    revocation: { enabled: true },
    resourceIndicators
  },
  ttl: { AccessToken: 300, ClientCredentials: 300, AuthorizationCode: 600, RefreshToken: 86400, IdToken: 300, Grant: 86400 }
})
provider.on('server_error', (context, error) => console.error(error))

async function seed (count) {
  const client = await provider.Client.find('bench')
  const codeChallenge = createHash('sha256').update('v'.repeat(43)).digest('base64url')
  const now = Math.floor(Date.now() / 1000)
  const common = { accountId: 'someone', client, authTime: now, claims: {} }
  if (format === 'opaque') common.scope = 'openid offline_access'
  else Object.assign(common, { scope: 'openid offline_access read', resource })
  const newGrant = async () => {
    const grant = new provider.Grant({ accountId: 'someone', clientId: 'bench' })
    grant.addOIDCScope('openid offline_access')
    grant.addResourceScope(resource, 'read')
    return grant.save()
  }
  const seeds = { codes: [], refresh: [] }
  for (let n = 0; n < count; n++) {
    const code = new provider.AuthorizationCode({ ...common, grantId: await newGrant(), redirectUri, codeChallenge, codeChallengeMethod: 'S256' })
    seeds.codes.push(await code.save(600))
  }
  for (let n = 0; n < 400; n++) {
    const token = new provider.RefreshToken({ ...common, grantId: await newGrant(), gty: 'authorization_code', rotations: 0, iiat: now })
    seeds.refresh.push(await token.save(86400))
  }
  writeFileSync(process.env.SEED_FILE, JSON.stringify(seeds))
}

if (process.env.SEED_COUNT) await seed(Number(process.env.SEED_COUNT))
provider.listen(Number(process.env.PORT), '127.0.0.1')
