import { bike } from './shop-bike.ts'

const icon = (paths: string): string =>
  `<svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`
const search = icon('<circle cx="10" cy="10" r="7"/><path d="M21 21l-6-6"/>')
const basket = icon('<path d="M5 8h14l-1.6 11a2.5 2.5 0 0 1-2.5 2H9.1a2.5 2.5 0 0 1-2.5-2z"/><path d="M9 11V6a3 3 0 0 1 6 0v5"/>')

/** A product page of a shop that exists nowhere. */
export const shopPage = (siteId: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Heron S · Larkfield Cycles</title>
<link rel="stylesheet" href="/demo/shop.css">
</head>
<body>
<header>
<a class="brand" href="/demo">Larkfield Cycles</a>
<nav aria-label="Shop"><a href="/demo">City</a><a href="/demo">Cargo</a><a href="/demo">Fleet</a><a href="/demo">Parts</a><a href="/demo">Workshop</a></nav>
<span class="gap"></span>
<a class="tool" href="/demo" aria-label="Search">${search}</a>
<a class="tool" href="/demo" aria-label="Basket">${basket}</a>
</header>
<main>
<div class="picture">${bike}</div>
<div class="words">
<p class="crumb">City bikes</p>
<h1>Heron S</h1>
<p class="price">€2,390</p>
<p class="lead">A quiet step-through for wet streets and short days. Belt drive, 65 km on a charge, lights that stay on at the junction.</p>
<form action="/demo">
<fieldset class="colours"><legend class="hidden">Colour</legend>
<label><input type="radio" name="colour" value="moss" aria-label="Moss" checked><i class="moss"></i><span>Moss</span></label>
<label><input type="radio" name="colour" value="slate" aria-label="Slate"><i class="slate"></i><span>Slate</span></label>
<label><input type="radio" name="colour" value="oat" aria-label="Oat"><i class="oat"></i><span>Oat</span></label>
</fieldset>
<fieldset class="sizes"><legend class="hidden">Frame size</legend>
<label><input type="radio" name="size" value="s"><span>S</span></label>
<label><input type="radio" name="size" value="m" checked><span>M</span></label>
<label><input type="radio" name="size" value="l"><span>L</span></label>
</fieldset>
<button>Add to basket</button>
</form>
<p class="stock">In stock, ready to ride in 3 days</p>
<p class="note">A made-up shop. The button in the corner opens a real chat with this desk.</p>
</div>
</main>
<script src="/widget.js" data-site="${siteId}" async></script>
</body>
</html>
`
