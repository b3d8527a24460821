interface Chunk {
  url: string
  token: string
  /** When its first sample was heard, as `Date.now()` says it. */
  at: number
  body: Int16Array<ArrayBuffer>
}

export interface Uploads {
  add(chunk: Chunk): void
  /** Nothing more comes. Resolves when everything was taken or given up: with the number of chunks. */
  settled(): Promise<number>
}

const TRIES = 5
const FIRST_WAIT_MS = 300

/** The same chunk again replaces it, so trying again is always right. */
const put = async ({ url, token, at, body }: Chunk, number: number): Promise<void> => {
  for (let tried = 1; ; tried++) {
    const answer = await fetch(`${url}/${number}?at=${Math.round(at)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      body,
    }).catch(() => undefined)
    // A refusal stays one; only a desk that is away is worth another try.
    if (answer && answer.status < 500) return
    if (tried === TRIES) return
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** tried))
  }
}

/** A page that is loaded again goes on counting where it was: an earlier chunk under the same number would be lost. */
const counterOf = (recordingSid: string) => {
  const name = `patchbay.chunks.${recordingSid}`
  let next = 0
  try {
    next = Number(sessionStorage.getItem(name) ?? 0)
  } catch {
    // Without storage only a page loaded again in mid-recording loses something.
  }
  return {
    all: () => next,
    take: (): number => {
      const mine = next++
      try {
        sessionStorage.setItem(name, String(next))
      } catch {
        // As above.
      }
      return mine
    },
    forget: (): void => {
      try {
        sessionStorage.removeItem(name)
      } catch {
        // As above.
      }
    },
  }
}

/** Sends chunks one after the other, in their order. */
export const createUploads = (recordingSid: string): Uploads => {
  const counter = counterOf(recordingSid)
  let work = Promise.resolve()
  return {
    add: (chunk) => {
      const mine = counter.take()
      work = work.then(() => put(chunk, mine))
    },
    settled: async () => {
      await work
      counter.forget()
      return counter.all()
    },
  }
}
