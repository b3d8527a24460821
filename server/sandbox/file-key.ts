import { readFileSync } from 'node:fs'
import type { SignIn } from '../sign-in/index.ts'
import { type Actor, permissions } from '../staff/index.ts'

const KEY_NAME = 'Sandbox file'
const DAYS = 30
/** One that ends sooner than this makes way for a new one. */
const LEFT_MS = 7 * 24 * 3_600_000
/** Desks on one database leave their keys behind when their folders go: the oldest beyond this many end. */
const MOST = 20
const scopes = permissions.filter((one) => one !== 'identity:assert')

/**
 * The key for outside scripts. The one in the file stays as long as it is good for all that a new one would be: only its hash is kept elsewhere. Those of
 * other desks on the same database are theirs.
 */
export const keepFileKey = async (
  signIn: Pick<SignIn, 'authenticateKey' | 'listApiKeys' | 'makeApiKey' | 'revokeApiKey'>,
  admin: Actor,
  { file, now }: { file: string; now: number },
): Promise<string> => {
  const own = (await signIn.listApiKeys(admin)).filter(({ name }) => name === KEY_NAME)
  try {
    const { apiKey } = JSON.parse(readFileSync(file, 'utf8')) as { apiKey: string }
    const { id } = signIn.authenticateKey(apiKey)
    const held = own.find((one) => one.id === id && Date.parse(one.expiresAt) > now + LEFT_MS)
    if (held && scopes.every((one) => held.scopes.includes(one))) return apiKey
  } catch {
    // No file, or none of ours: the key is new.
  }
  for (const { id } of own.slice(MOST - 1)) await signIn.revokeApiKey(admin, { keyId: id, commandId: `left-behind:${id}` })
  return (await signIn.makeApiKey(admin, { name: KEY_NAME, scopes, source: 'sandbox', expiresInDays: DAYS })).key
}
