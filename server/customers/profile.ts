import { foldText, wordsOf } from './fold-text.ts'
import type { ProfileDocument, ProfileFields, Store } from './store.ts'
import { addressTerms, keepTerms } from './terms.ts'

const empty: ProfileFields = { name: '', company: '', title: '', plan: '', timezone: '', language: '' }

/** What a customer is listed and found by, made anew from the profile and every address. */
const derived = (fields: ProfileFields, addresses: readonly string[]) => ({
  sortName: foldText(fields.name),
  terms: keepTerms([
    ...wordsOf(fields.name),
    ...addresses.flatMap(addressTerms),
    ...wordsOf(fields.company),
    ...wordsOf(fields.title),
    ...wordsOf(fields.plan),
  ]),
})

export const newProfile = (
  customerId: string,
  name: string,
  nameFrom: ProfileDocument['nameFrom'],
  addresses: readonly string[],
): ProfileDocument => {
  const fields = { ...empty, name }
  return { _id: customerId, ...fields, nameFrom, ...derived(fields, addresses) }
}

/** Writes the named fields and what follows from them. The same call again writes the same. */
export const writeProfile = async (
  { profiles, identities }: Pick<Store, 'profiles' | 'identities'>,
  customerId: string,
  fields: Partial<ProfileFields>,
  nameFrom?: ProfileDocument['nameFrom'],
): Promise<void> => {
  const before = await profiles.findOne({ _id: customerId })
  const own = await identities.find({ customerId }).toArray()
  const next = { ...empty, ...before, ...fields }
  await profiles.updateOne(
    { _id: customerId },
    {
      $set: {
        ...fields,
        ...derived(
          next,
          own.map((one) => one.address),
        ),
        ...(nameFrom ? { nameFrom } : {}),
      },
      $setOnInsert: Object.fromEntries(
        Object.entries({ ...empty, nameFrom: 'address' }).filter(([key]) => !(key in fields) && !(nameFrom && key === 'nameFrom')),
      ),
    },
    { upsert: true },
  )
}
