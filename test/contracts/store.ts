import type { Connection } from 'mongoose'
import { aggregationContract } from './store-aggregation.ts'
import { indexContract } from './store-indexes.ts'
import { modelContract } from './store-models.ts'
import { queryContract } from './store-queries.ts'
import { updateContract } from './store-updates.ts'

/** What the desk expects of its database, whichever it is. `connect` gives an open connection to a database that tests may fill. */
export const storeContract = (connect: () => Connection): void => {
  updateContract(connect)
  queryContract(connect)
  aggregationContract(connect)
  indexContract(connect)
  modelContract(connect)
}
