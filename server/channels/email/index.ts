export { checkMail } from './check-email.ts'
export { createEmailChannel, type EmailChannel, type EmailOptions } from './email-channel.ts'
