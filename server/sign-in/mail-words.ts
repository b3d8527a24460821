import { oneLine } from '../platform/mail/plain-text.ts'

interface Given {
  link: string
  inviter: string | undefined
}

/** Of what people wrote nothing is in these mails but the name of who invites, as text on one line (SECURITY E4). */
export const wordsOf = {
  invitation: ({ link, inviter }: Given): { subject: string; text: string } => {
    const who = oneLine(inviter ?? '').slice(0, 120) || 'An admin'
    return {
      subject: 'Your invitation to the desk',
      text: `${who} invites you to answer customers together on Patchbay.

Open this link within 24 hours to choose a password:

${link}

It works once. If it is too late, ask ${who === 'An admin' ? 'them' : who} for a new one.
If you did not expect this mail, do nothing.
`,
    }
  },
  password: ({ link }: Given): { subject: string; text: string } => ({
    subject: 'Set a new password',
    text: `Somebody asked for a new password for your account on Patchbay.

Open this link within an hour to set it:

${link}

It works once. Your other sign-ins end when the new password is set.
If it was not you, do nothing: your password stays as it is.
`,
  }),
}
