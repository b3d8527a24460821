export const shopStyle = `:root {
  color-scheme: light dark;
  --canvas: light-dark(#f5f4f1, #0d1414); --surface: light-dark(#ffffff, #151d1d); --hover: light-dark(#e9e8e3, #202929);
  --line: light-dark(#e1e0da, #273031); --line-strong: light-dark(#bfbeb7, #3f4a4b);
  --text: light-dark(#162020, #e5ebe9); --text-2: light-dark(#465151, #afb8b7); --text-3: light-dark(#5d6767, #939e9d);
  --moss: light-dark(#636f24, #aebe66);
}
* { box-sizing: border-box; margin: 0 }
body { background: var(--surface); color: var(--text); font: 400 .9375rem/1.5rem system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; min-height: 100vh }
a { color: var(--text-2); text-decoration: none }
a:hover { color: var(--text) }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
header { display: flex; align-items: center; gap: 34px; height: 72px; padding: 0 56px; border-bottom: 1px solid var(--line) }
.brand { font-size: 1.125rem; font-weight: 630; letter-spacing: -.01em; color: var(--text); white-space: nowrap }
nav { display: flex; gap: 26px }
.gap { flex: 1 }
.tool { display: grid; place-items: center; width: 28px; height: 28px }
main { display: grid; grid-template-columns: minmax(0, 532px) minmax(0, 340px); gap: 48px; padding: 48px 56px }
.picture { background: var(--canvas); border-radius: 18px; display: grid; place-items: center; min-height: 600px; padding: 24px }
.bike { width: 100% }
.shade { fill: var(--hover) }
.tyre { stroke: var(--text); stroke-width: 11 }
.rim { stroke: var(--text-3); stroke-width: 3 }
.spoke { stroke: var(--line-strong); stroke-width: 1.2 }
.tube { stroke: var(--moss); stroke-width: 13 }
.tube.thin { stroke-width: 7 }
.cell { stroke: var(--text); stroke-width: 17 }
.part { stroke: var(--text); stroke-width: 9 }
.part.thin { stroke-width: 5 }
.motor { fill: var(--text); stroke: var(--canvas); stroke-width: 5 }
.crumb { color: var(--text-3); margin-top: 64px }
h1 { font-size: 2.5rem; line-height: 2.9rem; font-weight: 630; letter-spacing: -.02em }
.price { font-size: 1.5rem; line-height: 1.875rem; margin: 6px 0 18px }
.lead { color: var(--text-2); text-wrap: pretty }
fieldset { border: 0; padding: 0; display: flex; gap: 8px; align-items: center }
input { position: absolute; opacity: 0 }
.colours { margin: 24px 0 14px; color: var(--text-2) }
.colours label { display: contents; cursor: pointer }
.colours i { width: 24px; height: 24px; border-radius: 50%; border: 1px solid var(--line-strong) }
.moss { background: var(--moss) } .slate { background: #33434a } .oat { background: #cfc6b4 }
.colours span { display: none; margin-inline-start: 4px; order: 9 }
.colours :checked ~ span { display: inline }
.colours :checked + i { outline: 2px solid var(--text); outline-offset: 2px }
.sizes label { cursor: pointer }
.sizes span { display: grid; place-items: center; width: 48px; height: 40px; border: 1px solid var(--line-strong); border-radius: 7px }
.sizes :checked + span { border: 2px solid var(--text); font-weight: 630 }
:focus-visible + i, :focus-visible + span { outline: 2px solid var(--text); outline-offset: 3px }
button { font: inherit; font-weight: 520; margin: 22px 0 10px; width: 100%; height: 52px; border: 0; border-radius: 10px; background: var(--text); color: var(--surface); cursor: pointer }
.stock { color: var(--text-2); font-size: .84375rem }
.note { color: var(--text-3); font-size: .78125rem; line-height: 1.125rem; margin-top: 28px; padding-top: 12px; border-top: 1px solid var(--line) }
@media (max-width: 900px) {
  header { padding: 0 20px; gap: 20px }
  nav { display: none }
  main { grid-template-columns: minmax(0, 1fr); gap: 24px; padding: 20px 20px 96px }
  .picture { min-height: 0; padding: 12px }
  .crumb { margin-top: 0 }
  .tool { width: 44px; height: 44px }
  .sizes span { height: 44px }
}
`
