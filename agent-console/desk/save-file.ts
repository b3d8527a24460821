/** Puts something into the browser's downloads. */
const save = (content: Blob, name: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export const saveJson = (all: object, name: string): void =>
  save(new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' }), name)

/** Throws when it cannot be fetched. */
export const saveFrom = async (url: string, name: string): Promise<void> => {
  const response = await fetch(url)
  if (!response.ok) throw new Error('The recording could not be fetched. Try again.')
  save(await response.blob(), name)
}
