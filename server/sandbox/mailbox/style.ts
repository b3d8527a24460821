/** The look's tokens in the few values these pages need; light and dark by what the system prefers. */
export const style = `
:root {
  color-scheme: light dark;
  --font: "Atkinson Hyperlegible Next Variable", "Atkinson Hyperlegible Next", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --canvas: #f5f4f1; --surface: #ffffff; --sunken: #efeee9; --hover: #e9e8e3; --line: #e1e0da; --line-strong: #bfbeb7; --control: #85877f;
  --text: #162020; --text-2: #465151; --text-3: #5d6767;
  --accent: #005f61; --accent-hover: #005052; --accent-ink: #ffffff; --accent-text: #00595b; --accent-tint: #e3f4f4;
  --danger-text: #a52522; --danger-tint: #ffecec; --ch-email: #1f69b2; --ch-email-tint: #e5f2ff;
  --shadow: 0 1px 2px rgb(28 36 36 / .06), 0 6px 20px -6px rgb(28 36 36 / .14);
}
@media (prefers-color-scheme: dark) {
  :root {
    --canvas: #0d1414; --surface: #151d1d; --sunken: #101717; --hover: #202929; --line: #273031; --line-strong: #3f4a4b; --control: #6d7a7b;
    --text: #e5ebe9; --text-2: #afb8b7; --text-3: #939e9d;
    --accent: #62babb; --accent-hover: #74cccc; --accent-ink: #021819; --accent-text: #75d3d3; --accent-tint: #132b2c;
    --danger-text: #fa938d; --danger-tint: #361c1b; --ch-email: #7db9fc; --ch-email-tint: #19293b;
    --shadow: 0 0 0 1px rgb(0 0 0 / .2), 0 8px 24px -8px rgb(0 0 0 / .6);
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--canvas); color: var(--text); font: 400 .9375rem/1.375rem var(--font); font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere }
header { padding: 1rem 1.5rem; border-bottom: 1px solid var(--line) }
header p { margin: .25rem 0 0; color: var(--text-2) }
.home { color: var(--text); font-size: 1.125rem; font-weight: 630; text-decoration: none }
h1 { margin: 0 0 1rem; font-size: 1.125rem; line-height: 1.5rem; font-weight: 630; overflow-wrap: anywhere }
a { color: var(--accent-text) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.quiet { color: var(--text-2); font-size: .78125rem; line-height: 1.125rem }
.columns { display: grid; grid-template-columns: 18rem minmax(0, 1fr); gap: 1.5rem; max-width: 72rem; padding: 1.5rem }
.button { display: inline-flex; align-items: center; min-height: 2.75rem; padding: 0 1rem; border: 1px solid var(--line-strong); border-radius: 7px;
  background: var(--surface); color: var(--text); font: inherit; text-decoration: none; cursor: pointer }
.button:hover { background: var(--hover) }
.button.strong { border-color: var(--accent); background: var(--accent); color: var(--accent-ink); font-weight: 520 }
.button.strong:hover { background: var(--accent-hover) }
ul, ol { margin: 1rem 0 0; padding: 0; list-style: none }
.people a { display: block; min-height: 2.75rem; padding: .5rem .75rem; border-radius: 7px; color: var(--text); text-decoration: none }
.people a:hover { background: var(--hover) }
.people a[aria-current] { background: var(--accent-tint) }
.people span { display: block }
.address { overflow-wrap: anywhere; font-weight: 520 }
.mails li { margin-bottom: .75rem }
.mail { border: 1px solid var(--line); border-radius: 10px; background: var(--surface); box-shadow: var(--shadow) }
.mail.to-desk { background: var(--accent-tint); box-shadow: none }
.mail > summary { min-height: 2.75rem; padding: .75rem 1rem; cursor: pointer }
.mail[open] > summary { border-bottom: 1px solid var(--line) }
.subject { margin-inline-end: .5rem; font-weight: 520; overflow-wrap: anywhere }
.mail > :not(summary) { margin-inline: 1rem }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .125rem .75rem; margin-block: .75rem; color: var(--text-2);
  font-size: .78125rem; line-height: 1.125rem }
dd { margin: 0; overflow-wrap: anywhere }
.text { margin-block: 1rem; white-space: pre-wrap; overflow-wrap: anywhere }
.html { margin-bottom: 1rem }
.html summary { color: var(--accent-text); cursor: pointer }
iframe { width: 100%; height: 20rem; margin-top: .5rem; border: 1px solid var(--line); border-radius: 7px; background: #ffffff }
.write { max-width: 40rem; padding: 1.5rem }
label { display: block; margin-bottom: 1rem; color: var(--text-2) }
input, select, textarea { display: block; width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: .5rem .75rem; border: 1px solid var(--control);
  border-radius: 7px; background: var(--surface); color: var(--text); font: inherit }
.acts { display: flex; gap: .75rem }
.fault { padding: .75rem 1rem; border-radius: 7px; background: var(--danger-tint); color: var(--danger-text) }
@media (max-width: 640px) {
  header, .columns, .write { padding: 1rem }
  .columns { grid-template-columns: minmax(0, 1fr) }
  .people { max-height: 14rem; overflow: auto }
}
`

/** Loads the page again when the desk has sent something new. */
export const script = `
const { newest } = document.currentScript.dataset
const look = async () => {
  try {
    const answer = await fetch('/sandbox/mailbox/messages?limit=1', { cache: 'no-store' })
    const { items } = await answer.json()
    if ((items[0]?.id ?? '') !== newest) return location.reload()
  } catch {
    // The desk is away: look again later.
  }
  setTimeout(look, 2000)
}
setTimeout(look, 2000)
`
