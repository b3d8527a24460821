/**
 * The launcher and the frame around the app; inside a shadow root, so that neither page nor widget can disturb the other. What is important for the host
 * is so against anything the page says of it.
 */
export const style = `
:host { all: initial !important; color-scheme: light dark !important }
:host([data-theme=light]) { color-scheme: light !important }
:host([data-theme=dark]) { color-scheme: dark !important }
button { position: fixed; inset-inline-end: 28px; bottom: 28px; width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%; cursor: pointer;
  display: grid; place-items: center; z-index: 2147483000; background: light-dark(#005f61, #62babb); color: light-dark(#fff, #021819);
  box-shadow: 0 1px 2px rgb(28 36 36 / .06), 0 6px 20px -6px rgb(28 36 36 / .34); transition: background 90ms }
button:hover { background: light-dark(#005052, #74cccc) }
button:focus-visible { outline: 2px solid light-dark(#005f61, #62babb); outline-offset: 2px }
svg { width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round }
b { position: absolute; top: -4px; inset-inline-end: -4px; min-width: 22px; height: 22px; border-radius: 11px; padding: 0 6px; box-sizing: border-box;
  background: #cc2e2c; color: #fff; font: 600 12.5px/22px system-ui, sans-serif; text-align: center }
b:empty { display: none }
iframe { position: fixed; inset-inline-end: 28px; bottom: 100px; width: 384px; height: min(640px, calc(100vh - 120px)); border: 0; border-radius: 18px;
  z-index: 2147483000; background: light-dark(#fff, #1b2425); color-scheme: inherit;
  box-shadow: 0 0 0 1px light-dark(#e1e0da, #273031), 0 2px 6px rgb(28 36 36 / .08), 0 24px 64px -12px rgb(28 36 36 / .32);
  transition: opacity 160ms cubic-bezier(.2,.7,.2,1), transform 160ms cubic-bezier(.2,.7,.2,1), visibility 0s }
iframe.shut { visibility: hidden; opacity: 0; transform: translateY(4px); transition-delay: 0s, 0s, 160ms }
p { position: fixed; inset-inline-end: 28px; bottom: 100px; max-width: calc(100vw - 92px); margin: 0; padding: 16px 18px; border-radius: 14px;
  z-index: 2147483000; background: light-dark(#fff, #1b2425); color: light-dark(#1c2424, #e8ebe9); font: 15px/1.45 system-ui, sans-serif;
  box-shadow: 0 0 0 1px light-dark(#e1e0da, #273031), 0 6px 20px -6px rgb(28 36 36 / .34) }
p:empty { display: none }
@media (max-width: 480px), (max-height: 480px) {
  iframe { inset: 0; width: 100%; height: 100%; border-radius: 0; box-shadow: none }
  button.over[aria-expanded=true] { display: none }
  button { inset-inline-end: 16px; bottom: 16px }
}
@media (prefers-reduced-motion: reduce) { iframe, button { transition: none } }
`
