// What every JavaScript partner needs: the facts of the run, and a line of JSON for whatever it asks of the runner.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export const facts = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n')

async function asked (question) {
  say(question)
  return JSON.parse((await lines.next()).value)
}

export const register = (...args) => asked({ register: args })
export const callbackOf = async (url, until = facts.redirect_uri) => (await asked({ visit: url, until })).callback
export const browse = (url) => asked({ browse: url })
export const passed = (step) => say({ passed: step })
export const done = () => process.exit(0)

// Asks that the client's own words about a wrong secret lead to that cause.
export async function refusedForItsSecret (text) {
  const { code } = await asked({ explain: text })
  if (!['client.secret_mismatch', 'oauth.client_secret_wrong_or_expired'].includes(code)) throw new Error(`${code} for ${text}`)
  passed(`a wrong secret: its own words lead to ${code}`)
}
