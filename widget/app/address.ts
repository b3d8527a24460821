export const NO_ADDRESS = 'This does not look like an address. An example: jonas@weidner.example'

/** Good enough to catch a slip; the desk decides. */
export const looksLikeAddress = (text: string): boolean => /^[\w.'+-]+@([\p{L}\d-]+\.)+\p{L}{2,}$/u.test(text)
