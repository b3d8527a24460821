/** So many customers write by turns: nobody writes ten messages within the same tenth of a second. */
const AT_ONCE = 100

/** Who writes the n-th message of all, and their how manieth it is, when each customer writes `perCustomer`. */
const turnOf = (n: number, perCustomer: number): { who: number; nth: number } => {
  const round = AT_ONCE * perCustomer
  const within = n % round
  return { who: Math.floor(n / round) * AT_ONCE + (within % AT_ONCE), nth: Math.floor(within / AT_ONCE) }
}

/** The body of a POST to `/inbound` for that message: the first of a customer begins a thread, the others go on in it. */
export const inboundOf = (tag: string, n: number, perCustomer: number) => {
  const { who, nth } = turnOf(n, perCustomer)
  return {
    externalId: `${tag}-${who}-${nth}`,
    from: { email: `${tag}-${who}@rivet.example` },
    text: 'The left brake squeals again.',
    ...(nth === 0 ? {} : { inReplyTo: `${tag}-${who}-0` }),
  }
}
