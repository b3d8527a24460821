import type { Customer, MergeDone, Suggestion } from '../../server/customers/wire.ts'
import type { MessageView } from '../../server/hub/wire.ts'
import type { CustomerExport } from '../../server/screens/wire.ts'
import { patch, post } from '../desk/call.ts'
import { saveJson } from '../desk/save-file.ts'
import { perform, refreshScreens } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'
import { counted } from '../words/case-words.ts'

export const unmerge = (customerId: string, mergeId: string, name: string): Promise<boolean> =>
  perform({ done: `${name} stands alone again`, run: () => post(`/customers/${customerId}/unmerge`, { mergeId }) })

/** One click merges two customers, and their open cases when that is ticked. Undo takes both apart. */
export const mergeCustomer = async (
  customer: Pick<Customer, 'id' | 'name'>,
  other: { id: string; name: string },
  withOpenCases: boolean,
): Promise<boolean> => {
  let mergeId = ''
  let cases = 0
  return perform({
    done: () => {
      const who =
        other.name === customer.name ? `The two ${customer.name} are one customer now` : `${other.name} merged into ${customer.name}`
      return cases > 0 ? `${who}, with ${counted(cases, 'case')}` : who
    },
    run: async () => {
      const answer = await post<MergeDone>(`/customers/${customer.id}/merge`, { otherId: other.id, withOpenCases })
      mergeId = answer.mergeId
      cases = answer.casesMerged
    },
    undo: () => post(`/customers/${customer.id}/unmerge`, { mergeId }),
  })
}

export const dismissSuggestion = (suggestion: Suggestion): Promise<boolean> =>
  perform({ done: `${suggestion.otherName} is somebody else`, run: () => post(`/suggestions/${suggestion.id}/dismiss`) })

/** Throws DeskError: where somebody has the address, `address-taken` with their id in its details. */
export const addCustomer = async (who: { name: string; email?: string; phone?: string }, key: string): Promise<Customer> => {
  const customer = await post<Customer>('/customers', who, key)
  pushToast(`${customer.name} is added.`)
  return customer
}

export type CustomerFields = Pick<Customer, 'name' | 'company' | 'title' | 'plan'>

export const editCustomer = (customer: Customer, change: CustomerFields): Promise<boolean> => {
  const { name, company, title, plan } = customer
  return perform({
    done: `${change.name} changed`,
    run: () => patch(`/customers/${customer.id}`, change),
    undo: () => patch(`/customers/${customer.id}`, { name, company, title, plan }),
  })
}

export const eraseCustomer = (customer: Customer): Promise<boolean> =>
  perform({ done: `${customer.name} is erased`, run: () => post(`/customers/${customer.id}/erase`, { confirm: 'erase' }) })

/** Sends what begins a case, and gives its id. Throws DeskError. */
export const writeFirst = async (
  customerId: string,
  what: { channel: string; address: string; queueId: string; subject: string; text: string },
  key: string,
): Promise<string> => {
  const { caseId } = await post<MessageView>(`/customers/${customerId}/messages`, what, key)
  refreshScreens()
  pushToast(`On its way to ${what.address}`)
  return caseId ?? ''
}

/** Everything known of them, as a file in the browser's downloads. */
export const exportCustomer = (customer: Customer): Promise<boolean> =>
  perform({
    done: 'Saved to your downloads. That you took it stands in the audit.',
    run: async () => {
      const all = await post<CustomerExport>(`/customers/${customer.id}/export`)
      saveJson(all, `customer-${all.exportedAt.slice(0, 10)}.json`)
    },
  })
