import type { CustomerChange, Customers } from '../customers/index.ts'
import { idOfStream } from '../platform/bus.ts'
import type { Reaction } from '../platform/reactions.ts'

/** Forgets what somebody outside wrote, got and said until an instant. `isTheirs` is asked of each address. */
export type ForgetOutside = (isTheirs: (address: string) => boolean, until: Date) => Promise<void>

/**
 * What an outside mailbox or a carrier keeps is not the desk's to erase, but what stands in for them lies in the desk's own data folder, and goes with
 * the customer (SECURITY R5). What came from the address since is somebody new's.
 */
export const eraseOutside = (
  customers: Pick<Customers, 'erasedAt' | 'isPartyOf'>,
  { mails, phone }: { mails: ForgetOutside; phone: ForgetOutside | undefined },
): Reaction<CustomerChange> => ({
  name: 'sandbox/erase',
  hears: ['customer.erased'],
  run: async ({ stream, at }) => {
    const id = idOfStream(stream)
    const until = (await customers.erasedAt(id)) ?? at
    const isTheirs = (channel: string) => (address: string) =>
      customers.isPartyOf({ channel, address, trust: 'claimed' }, id) || customers.isPartyOf({ channel, address, trust: 'proved' }, id)
    await mails(isTheirs('email'), until)
    await phone?.(isTheirs('phone'), until)
  },
})
