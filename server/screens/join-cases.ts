import { type CaseState, presentCase } from '../cases/index.ts'
import type { CaseRow } from '../cases/wire.ts'
import type { Actor } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'

const PREVIEW = 140

/**
 * Adds to each case what other rooms know: title, customer and the last thing said. Three reads for any number of cases. `asked`: their customers, when
 * somebody is reading them already.
 */
export const joinCases =
  ({ cases, customers, hub }: ScreenDeps) =>
  async (
    actor: Actor,
    states: readonly CaseState[],
    asked = customers.getMany(actor, [...new Set(states.map((one) => one.customerId))]),
  ): Promise<CaseRow[]> => {
    const [titles, people, messages] = await Promise.all([
      cases.readTitles(states.map((one) => one.id)),
      asked,
      hub.byIds(states.map((one) => one.lastMessageId).filter(Boolean)),
    ])
    const said = new Map(messages.map((one) => [one.id, one.context.visibleText || one.text]))
    return states.map((state) => {
      const customer = people.get(state.customerId)
      return presentCase(state, {
        // Between the entry and the words being gone nobody is shown them any more.
        title: state.erasedAt ? 'Erased' : (titles.get(state.id) ?? 'No subject'),
        preview: state.erasedAt ? '' : (said.get(state.lastMessageId) ?? '').replace(/\s+/g, ' ').slice(0, PREVIEW),
        customerId: customer?.id ?? state.customerId,
        customerName: customer?.name || customer?.identities[0]?.address || 'Unknown customer',
      })
    })
  }
