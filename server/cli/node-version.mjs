const MAJOR = 20
const MINOR = 19

/** Says in plain words why an old Node will not do, before anything newer is loaded. */
export const refuseOldNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > MAJOR || (major === MAJOR && minor >= MINOR)) return
  console.error(
    `Patchbay needs Node ${MAJOR}.${MINOR} or newer; this is ${process.versions.node}. Install a newer Node from https://nodejs.org and try again.`,
  )
  process.exit(1)
}
