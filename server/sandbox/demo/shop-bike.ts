/** The product's picture: drawn, so that the page asks nobody for an image. */
export const bike = `<svg viewBox="0 0 620 400" class="bike" role="img" aria-label="Heron S, a step-through city bike with a motor">
<ellipse class="shade" cx="310" cy="372" rx="250" ry="9"/>
<g fill="none" stroke-linecap="round" stroke-linejoin="round">
<g class="tyre"><circle cx="140" cy="268" r="98"/><circle cx="480" cy="268" r="98"/></g>
<g class="rim"><circle cx="140" cy="268" r="86"/><circle cx="480" cy="268" r="86"/></g>
<path class="spoke" d="M151 273L225 268M152 267L220 297M145 279L205 323M150 275L182 342M137 280L155 352M143 280L125 352M130 275L98 342M135 279L75 323M128 267L60 297M129 273L55 268M132 259L60 239M128 265L75 213M139 256L97 194M133 258L125 184M147 258L155 184M141 256L182 194M152 265L205 213M148 259L220 239"/>
<path class="spoke" d="M491 273L565 268M492 267L560 297M485 279L545 323M490 275L522 342M477 280L495 352M483 280L465 352M470 275L438 342M475 279L415 323M468 267L400 297M469 273L395 268M472 259L400 239M468 265L415 213M479 256L437 194M473 258L465 184M487 258L495 184M481 256L522 194M492 265L545 213M488 259L560 239"/>
<path class="tube thin" d="M140 268 232 138M140 268 286 282"/>
<path class="tube" d="M222 108 286 282 420 158M412 128 480 268M234 140 258 206"/>
<path class="tube" d="M258 206C310 214 370 190 418 142"/>
<path class="cell" d="M318 252 394 182"/>
<path class="part" d="M186 100h66M404 104l8 26M404 104c-26-10-44-8-58-2M404 104c10-4 18-2 26 4"/>
<circle class="motor" cx="286" cy="282" r="25"/>
<path class="part" d="M286 282 306 330M294 332h26"/>
<path class="part thin" d="M56 222c22-46 66-68 122-52M396 226c26-46 70-66 120-50M92 172h96M104 172l30 92"/>
</g></svg>`
