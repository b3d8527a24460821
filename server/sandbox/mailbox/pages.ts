import { html, type Markup } from './html.ts'
import type { SandboxMail } from './store.ts'

const BASE = '/sandbox/mailbox'
const moment = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const at = (date: Date): Markup => html`<time datetime="${date.toISOString()}">${moment.format(date)}</time>`
const of = (address: string): string => `${BASE}?who=${encodeURIComponent(address)}`

const frame = (title: string, body: Markup, newest?: string): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${BASE}/style.css">
${newest !== undefined && html`<script src="${BASE}/page.js" data-newest="${newest}" defer></script>`}
</head>
<body>
<header>
<a class="home" href="${BASE}">Mailbox of the outside world</a>
<p>Part of the sandbox. Mail the desk sends to anyone arrives here and goes nowhere else.</p>
</header>
${body}
</body>
</html>
`.markup

/** Links as a mail program would make them, so that what the desk sends can be followed. */
const linked = (text: string): Markup[] =>
  text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, at) => (at % 2 === 1 ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>` : html`${part}`))

export interface MailboxPage {
  people: { address: string; count: number; at: Date }[]
  who: string
  mails: SandboxMail[]
  newest: string
}

/** Everyone outside who has mail, and the mail of one of them. */
export const mailboxPage = ({ people, who, mails, newest }: MailboxPage): string =>
  frame(
    who ? `${who} – sandbox mailbox` : 'Sandbox mailbox',
    html`<main class="columns">
<nav aria-label="People outside">
<a class="button" href="${BASE}/write${who && `?from=${encodeURIComponent(who)}`}">Write to the desk</a>
${
  people.length === 0
    ? html`<p class="quiet">Nobody has mail yet. Write to the desk as anyone: an agent’s answer will arrive here.</p>`
    : html`<ul class="people">${people.map(
        (one) => html`<li><a href="${of(one.address)}"${one.address === who && html` aria-current="page"`}>
<span class="address">${one.address}</span><span class="quiet">${one.count} · ${at(one.at)}</span></a></li>`,
      )}</ul>`
}
</nav>
<section aria-label="Mail">
${who ? html`<h1>${who}</h1>` : people.length > 0 && html`<p class="quiet">Choose whose mail to read.</p>`}
<ol class="mails">${mails.map((mail, index) => mailArticle(mail, index === 0))}</ol>
</section>
</main>`,
    newest,
  )

const mailArticle = (mail: SandboxMail, isOpen: boolean): Markup => html`<li>
<details class="mail ${mail.direction}"${isOpen && html` open`}>
<summary><span class="subject">${mail.subject || 'No subject'}</span>
<span class="quiet">${mail.direction === 'from-desk' ? html`from ${mail.name || mail.desk}` : html`to ${mail.desk}`} · ${at(mail.at)}</span></summary>
<dl>
<dt>From</dt><dd>${mail.direction === 'from-desk' ? `${mail.name} <${mail.desk}>` : mail.outside}</dd>
<dt>To</dt><dd>${mail.direction === 'from-desk' ? mail.outside : mail.desk}</dd>
${mail.replyTo && mail.replyTo !== mail.desk && html`<dt>Answers go to</dt><dd>${mail.replyTo}</dd>`}
${mail.isAutomatic && html`<dt>Sent by</dt><dd>the desk itself, not a person</dd>`}
${mail.attachments.length > 0 && html`<dt>Attached</dt><dd>${mail.attachments.map((one) => `${one.name} (${one.bytes} bytes) `)}</dd>`}
</dl>
<div class="text">${linked(mail.text)}</div>
${
  mail.html &&
  html`<details class="html"><summary>As HTML</summary>
<iframe sandbox title="The mail as HTML" loading="lazy" src="${BASE}/messages/${mail.id}/html"></iframe></details>`
}
${
  mail.direction === 'from-desk' &&
  html`<p><a class="button" href="${BASE}/write?answers=${mail.id}&amp;from=${encodeURIComponent(mail.outside)}">Answer</a></p>`
}
</details>
</li>`

export interface WritePage {
  mailboxes: readonly string[]
  from: string
  to: string
  subject: string
  text: string
  answered: SandboxMail | null
  fault: string
}

/** The form in which somebody outside writes to the desk. */
export const writePage = ({ mailboxes, from, to, subject, text, answered, fault }: WritePage): string =>
  frame(
    'Write to the desk – sandbox mailbox',
    html`<main class="write">
<h1>${answered ? `Answer “${answered.subject}”` : 'Write to the desk'}</h1>
${fault && html`<p class="fault" role="alert">${fault}</p>`}
<form method="post" action="${BASE}/send">
${answered && html`<input type="hidden" name="answers" value="${answered.id}">`}
<label>From<input name="from" type="email" required maxlength="320" autocomplete="off" placeholder="marta@rivet.example" value="${from}"></label>
<label>Name<input name="name" maxlength="200" autocomplete="off" value=""></label>
${
  answered
    ? html`<input type="hidden" name="to" value="${to}"><p class="quiet">To ${to}</p>`
    : html`<label>To<select name="to">${mailboxes.map((one) => html`<option${one === to && html` selected`}>${one}</option>`)}</select></label>`
}
<label>Subject<input name="subject" maxlength="300" autocomplete="off" value="${subject}"></label>
<label>Text<textarea name="text" rows="10" required maxlength="100000">${text}</textarea></label>
<p class="acts"><button class="button strong">Send</button><a class="button" href="${from ? of(from) : BASE}">Back</a></p>
</form>
</main>`,
  )
