import { type Doc, encode, isDocument } from '../bson.ts'
import { badValue, noNamespace, StoreError } from '../errors.ts'
import { toDocument } from '../find.ts'
import { ID_INDEX, sameSpec, validateSpec } from '../indexes.ts'
import { compileFilter } from '../predicate.ts'
import type { Store } from '../store.ts'
import { type Command, namespaceOf } from './command.ts'

const own = (store: Store, db: string) => [...store.catalog.collections.values()].filter(({ ns }) => ns.startsWith(`${db}.`))

export const create: Command = {
  fields: ['capped'],
  run: async (store, call) => {
    const ns = namespaceOf(call)
    if (call.command.capped) throw badValue('The embedded store does not support capped collections.')
    store.disk.assertRoom()
    await store.commit.run(() => {
      if (store.catalog.find(ns)) throw new StoreError(48, 'NamespaceExists', `Collection ${ns} already exists.`)
      store.catalog.ensure(ns)
    })
    return { ok: 1 }
  },
}

export const drop: Command = {
  fields: [],
  run: async (store, call) => {
    const ns = namespaceOf(call)
    await store.commit.run(() => {
      const collection = store.catalog.find(ns)
      if (!collection) throw noNamespace(ns)
      store.catalog.dropCollection(collection)
    })
    store.cursors.killAll(ns)
    return { ns, ok: 1 }
  },
}

export const dropDatabase: Command = {
  fields: [],
  run: async (store, { db }) => {
    await store.commit.run(() => {
      for (const collection of own(store, db)) store.catalog.dropCollection(collection)
    })
    return { dropped: db, ok: 1 }
  },
}

export const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: (store, { db, command }) => {
    const { test } = compileFilter(toDocument(command.filter, 'filter'))
    const docs = own(store, db).map(
      ({ ns }): Doc => ({
        name: ns.slice(db.length + 1),
        type: 'collection',
        options: {},
        info: { readOnly: false },
        idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
      }),
    )
    return store.cursors.first(`${db}.$cmd.listCollections`, docs.filter((doc) => test(doc)).map(encode), null)
  },
}

export const listDatabases: Command = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  run: (store) => {
    const names = [...new Set([...store.catalog.collections.keys()].map((ns) => ns.slice(0, ns.indexOf('.'))))].sort()
    return { databases: names.map((name) => ({ name, sizeOnDisk: 0, empty: false })), totalSize: 0, ok: 1 }
  },
}

export const createIndexes: Command = {
  fields: ['indexes', 'commitQuorum'],
  run: async (store, call) => {
    const ns = namespaceOf(call)
    if (!Array.isArray(call.command.indexes) || !call.command.indexes.every(isDocument))
      throw badValue("'indexes' must be an array of documents")
    const specs = (call.command.indexes as Doc[]).map(validateSpec)
    store.disk.assertRoom()
    return store.commit.run(() => {
      const created = !store.catalog.find(ns)
      const before = store.catalog.find(ns)?.indexes.length ?? 1
      for (const spec of specs) createIndex(store, ns, spec)
      return {
        numIndexesBefore: before,
        numIndexesAfter: store.catalog.find(ns)?.indexes.length ?? 1,
        createdCollectionAutomatically: created,
        ok: 1,
      }
    })
  },
}

const createIndex = (store: Store, ns: string, spec: Doc): void => {
  const collection = store.catalog.ensure(ns)
  if (Object.keys(spec.key as Doc).join() === '_id') return
  const named = collection.indexes.find((index) => index.name === spec.name)
  const alike = collection.indexes.find((index) => index.id !== ID_INDEX && sameSpec(index.spec, spec))
  if (alike && alike === named) return
  if (alike) throw new StoreError(85, 'IndexOptionsConflict', `Index already exists with a different name: ${alike.name}`)
  if (named)
    throw new StoreError(
      86,
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index but other options: ${named.name}`,
    )
  const sameKey = collection.indexes.find(
    (index) =>
      index.id !== ID_INDEX &&
      sameSpec(
        { key: index.spec.key, partialFilterExpression: index.spec.partialFilterExpression },
        { key: spec.key, partialFilterExpression: spec.partialFilterExpression },
      ),
  )
  if (sameKey) throw new StoreError(85, 'IndexOptionsConflict', `An equivalent index already exists with other options: ${sameKey.name}`)
  const index = store.catalog.addIndex(collection, spec)
  try {
    store.documents.build(collection, index)
  } catch (error) {
    // A duplicate shows up only half-way: the index goes, and its entries with it.
    if (error instanceof StoreError) store.catalog.dropIndex(collection, index)
    throw error
  }
}

export const dropIndexes: Command = {
  fields: ['index'],
  run: async (store, call) => {
    const ns = namespaceOf(call)
    return store.commit.run(() => {
      const collection = store.catalog.find(ns)
      if (!collection) throw noNamespace(ns)
      const before = collection.indexes.length
      const wanted = call.command.index
      const names = wanted === '*' ? collection.indexes.slice(1).map(({ name }) => name) : [wanted].flat().map(String)
      const indexes = names.map((name) => {
        const found = collection.indexes.find((index) => index.name === name)
        if (!found) throw new StoreError(27, 'IndexNotFound', `index not found with name [${name}]`)
        if (found.id === ID_INDEX) throw new StoreError(72, 'InvalidOptions', 'cannot drop _id index')
        return found
      })
      for (const index of indexes) store.catalog.dropIndex(collection, index)
      return { nIndexesWas: before, ok: 1 }
    })
  },
}

export const listIndexes: Command = {
  fields: ['cursor'],
  run: (store, call) => {
    const ns = namespaceOf(call)
    const collection = store.catalog.find(ns)
    if (!collection) throw noNamespace(ns)
    return store.cursors.first(
      ns,
      collection.indexes.map(({ spec }) => encode(spec)),
      null,
    )
  },
}
