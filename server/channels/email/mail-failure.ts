import { AppError } from '../../platform/errors.ts'
import { explainFailure } from './failure-words.ts'

/** What nodemailer's errors carry. */
export interface MailError extends Error {
  code?: string
  responseCode?: number
  response?: string
  command?: string
}

/** Invalid when the mail can never arrive, with the reason in plain words; unavailable when it may later. */
export const toMailFailure = (error: MailError, recipient: string): AppError => {
  const { responseCode = 0, response = '', command = '' } = error
  const isAboutUs = error.code === 'EAUTH' || error.code === 'ETLS'
  if (!isAboutUs && responseCode >= 500) {
    const status = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})/.exec(response)?.[1] ?? ''
    const text = response.replace(/^\d{3}[ -](\d\.\d{1,3}\.\d{1,3} )?/, '')
    const reason = explainFailure({ recipient, code: responseCode, status, text, step: command })
    return new AppError('mail-refused', 'invalid', reason, { cause: error })
  }
  const why =
    error.code === 'EAUTH'
      ? 'our mail server refused the sign-in'
      : error.code === 'ETLS'
        ? 'our mail server offers no safe connection'
        : responseCode >= 400
          ? `the mail server of ${recipient} asks us to come again later`
          : 'our mail server cannot be reached'
  return new AppError('mail-later', 'unavailable', `Not sent yet: ${why}. It is tried again.`, { cause: error })
}
