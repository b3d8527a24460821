import { type Connection, type Model, Schema } from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'

/** What mongoose itself needs: documents, versions, populate, cursors. */
export const modelContract = (connect: () => Connection): void => {
  describe('mongoose models', () => {
    const part = new Schema({ body: String })
    const thing = new Schema(
      {
        num: { type: Number, unique: true },
        state: { type: String, index: true },
        who: { type: Schema.Types.ObjectId, ref: 'ContractPerson' },
        parts: [part],
        counts: { type: Map, of: Number },
        bytes: Buffer,
        mixed: {},
      },
      { timestamps: true, optimisticConcurrency: true, collection: 'contract_things' },
    )
    // biome-ignore lint/suspicious/noExplicitAny: the fields under test are those that no type knows
    const models = (): { Thing: Model<any>; Person: Model<any> } => ({
      Thing: connect().models.ContractThing ?? connect().model('ContractThing', thing),
      Person:
        connect().models.ContractPerson ??
        connect().model('ContractPerson', new Schema({ name: String }, { collection: 'contract_persons' })),
    })
    beforeAll(async () => {
      const { Thing, Person } = models()
      await Thing.deleteMany({})
      await Person.deleteMany({})
      await Thing.createIndexes()
    })

    it('creates, populates and saves parts of arrays', async () => {
      const { Thing, Person } = models()
      const who = await Person.create({ name: 'Ann' })
      await Thing.create({ num: 1, state: 'open', who: who._id, parts: [{ body: 'x' }], counts: { k: 1 }, bytes: Buffer.from('hi') })
      const found = await Thing.findOne({ num: 1 }).populate<{ who: { name: string } }>('who')
      expect(found!.who.name).toBe('Ann')
      expect((found!.get('counts') as Map<string, number>).get('k')).toBe(1)
      expect((found!.get('bytes') as Buffer).toString()).toBe('hi')
      found!.get('parts').push({ body: 'y' })
      found!.get('parts')[0].body = 'z'
      found!.set('mixed', { a: [1] })
      await found!.save()
      const lean = (await Thing.findOne({ num: 1 }).lean()) as unknown as { parts: { body: string }[]; mixed: unknown }
      expect(lean.parts.map(({ body }) => body)).toEqual(['z', 'y'])
      expect(lean.mixed).toEqual({ a: [1] })
    })

    it('notices that a document changed in between', async () => {
      const { Thing } = models()
      await Thing.create({ num: 2, state: 'a' })
      const [one, two] = [await Thing.findOne({ num: 2 }), await Thing.findOne({ num: 2 })]
      one!.set('state', 'b')
      await one!.save()
      two!.set('state', 'c')
      await expect(two!.save()).rejects.toThrow(/VersionError|No matching document/)
    })

    it('refuses duplicates and fields that no schema names', async () => {
      const { Thing } = models()
      await Thing.create({ num: 3 })
      await expect(Thing.create({ num: 3 })).rejects.toMatchObject({ code: 11000 })
      await expect(Thing.create({ num: 4, nonsense: 1 })).rejects.toThrow(/nonsense/)
      await expect(Thing.findOne({ nonsense: 1 })).rejects.toThrow(/nonsense/)
    })

    it('lets no operator from outside into a filter', async () => {
      const { Thing } = models()
      await Thing.create({ num: 5, state: 'secret' })
      await expect(Thing.find({ state: { $ne: 'x' } as never })).rejects.toThrow()
    })
  })
}
