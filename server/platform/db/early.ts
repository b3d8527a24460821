/** What the driver is told about one write. */
export interface WriteOptions {
  writeConcern?: { w: 1; j: false }
}

/**
 * For a write that nobody was promised by itself, because it can be made again or because the entry that counts comes after it: answered once it is
 * carried out. The embedded store keeps all writes in one order, so what reaches the disk later takes this one along. A cluster keeps no such order:
 * there it is a write like any other.
 */
export const early = ({ isOnlyProcess }: { isOnlyProcess: boolean }): WriteOptions =>
  isOnlyProcess ? { writeConcern: { w: 1, j: false } } : {}
