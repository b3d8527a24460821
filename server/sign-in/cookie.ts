import type { Request, Response } from 'express'
import { AppError } from '../platform/errors.ts'

/** `refresh` renews a sign-in and is read by that route alone; `page` opens plain pages that send no token. */
type CookieKind = 'refresh' | 'page'

/** Browsers take a `__Host-` cookie only with Secure, Path=/ and no Domain; over http, which is loopback alone, it has a plain name (SECURITY W6). */
const cookieOf = (kind: CookieKind, publicUrl: string) =>
  publicUrl.startsWith('https:') ? { name: `__Host-${kind}`, secure: true } : { name: kind, secure: false }

export const setCookie = (kind: CookieKind, response: Response, publicUrl: string, value: string, expiresAt: Date): void => {
  const { name, secure } = cookieOf(kind, publicUrl)
  response.cookie(name, value, { httpOnly: true, sameSite: 'strict', path: '/', secure, expires: expiresAt })
}

export const clearCookie = (kind: CookieKind, response: Response, publicUrl: string): void => {
  const { name, secure } = cookieOf(kind, publicUrl)
  response.clearCookie(name, { httpOnly: true, sameSite: 'strict', path: '/', secure })
}

/** From the Cookie header. Our values need no encoding, so none is undone. */
export const readCookie = (kind: CookieKind, header: string | undefined, publicUrl: string): string | undefined => {
  const { name } = cookieOf(kind, publicUrl)
  for (const part of (header ?? '').split(';')) {
    const cut = part.indexOf('=')
    if (cut > 0 && part.slice(0, cut).trim() === name) return part.slice(cut + 1).trim()
  }
  return undefined
}

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** A desk on loopback is the same desk by each of loopback's names. */
const isSameOrigin = (given: string, own: string): boolean => {
  if (!URL.canParse(given)) return false
  const [a, b] = [new URL(given), new URL(own)]
  if (a.origin === b.origin) return true
  return a.protocol === b.protocol && a.port === b.port && loopback.test(a.hostname) && loopback.test(b.hostname)
}

/**
 * A cookie is sent by the browser, whoever asks: the page that asks must be ours. Throws forbidden. A browser always names the page; `mustBeNamed`
 * false lets programs without one in, where no cookie is read.
 */
export const checkOrigin = (request: Request, publicUrl: string, { mustBeNamed }: { mustBeNamed: boolean }): void => {
  const origin = request.get('origin')
  if (origin === undefined ? mustBeNamed : !isSameOrigin(origin, publicUrl))
    throw new AppError('origin', 'forbidden', 'This page may not do that.')
}
