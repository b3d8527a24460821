export { createEmailChannel, type EmailChannel, type EmailOptions } from './email-channel.ts'
