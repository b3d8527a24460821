const names = new Intl.DisplayNames('en', { type: 'language' })

/** `Swedish` for `sv`; '' for none; a code that is no language stays as it is. */
export const languageName = (code: string): string => {
  if (code === '') return ''
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}
