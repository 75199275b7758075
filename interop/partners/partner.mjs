// What every JavaScript partner needs: the facts of the run, a visit by the end-user, and a line per proven step.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export const facts = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n')

export async function callbackOf (url) {
  say({ visit: url })
  return JSON.parse((await lines.next()).value).callback
}
export const passed = (step) => say({ passed: step })
export const done = () => process.exit(0)
