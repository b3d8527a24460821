/** This machine itself, as a host name or address. A name that merely leads here is not enough. */
export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/i.test(host)
