/** A menu with one way to everything a flow can ask of the desk. */
export const menu = `
title: Main menu
languages: { en: en-GB }
zone: Europe/Berlin
steps:
  main:
    do: menu
    text: { en: What is it about? }
    choices:
      - { key: 1, text: { en: Returns. }, next: consent }
      - { key: 2, text: { en: A code. }, next: pin }
      - { key: 3, text: { en: Nothing. }, next: bye }
      - { key: 4, text: { en: A message. }, next: message }
      - { key: 5, text: { en: Call me back. }, next: back }
      - { key: 6, text: { en: A card. }, next: card }
      - { key: 7, text: { en: An order. }, next: order }
      - { key: 8, text: { en: Out. }, next: out }
      - { key: 9, text: { en: Call me back about something technical. }, next: back-technical }
    again: { en: That was none of them. }
    otherwise: wait
  consent:
    do: consent
    text: { en: May we record? Press 1 for yes. }
    agree: 1
    next: wait
  wait:
    do: wait
    queue: Returns
    announce: { first: { en: You are next. }, second: { en: One before you. }, later: { en: "{ahead} before you." } }
    choices:
      - { key: 5, text: { en: "Or press 5 to be called back." }, next: back }
      - { key: 6, text: { en: "Or 6 to be called back about a bill." }, next: back-billing }
      - { key: 4, text: { en: "Or 4 to leave a message." }, next: message }
    otherwise: bye
  pin:
    do: gather
    text: { en: Your code. }
    into: pin
    digits: 4
    secret: true
    next: check-pin
    otherwise: bye
  check-pin:
    do: look-up
    name: pins
    with: { pin: "{pin}" }
    found: bye
    missing: unknown
    otherwise: later
  card:
    do: gather
    text: { en: Your number. }
    into: card
    digits: 16
    next: bye
    otherwise: bye
  order:
    do: gather
    text: { en: Your order. }
    into: order
    digits: 5
    next: look
    otherwise: bye
  look:
    do: look-up
    name: order-status
    with: { order: "{order}" }
    found: found
    missing: unknown
    otherwise: later
  found:
    do: say
    text: { en: "It is {state}." }
    next: bye
  unknown:
    do: say
    text: { en: There is none. }
    next: bye
  later:
    do: say
    text: { en: Not now. }
    next: bye
  message:
    do: voicemail
    queue: Returns
    text: { en: Speak now. }
    next: bye
    otherwise: bye
  back:
    do: callback
    queue: Returns
    text: { en: "We call you on {number:digits}. Press 1 if that is right." }
    already: { en: You are noted already. }
    next: bye
    otherwise: wait
  back-technical:
    do: callback
    queue: Technical
    text: { en: "We call you on {number:digits}. Press 1 if that is right." }
    next: bye
    otherwise: wait
  back-billing:
    do: callback
    queue: Billing
    text: { en: "We call you on {number:digits}. Press 1 if that is right." }
    next: bye
    otherwise: wait
  out:
    do: transfer
    to: { number: "+12025550177" }
    text: { en: I connect you. }
    otherwise: bye
  bye:
    do: hang-up
    text: { en: Goodbye. }
`

export const lookups = `
lookups:
  order-status:
    url: "{desk}/demo/api/orders"
    arguments: { order: "[0-9]{5}" }
    values: { state: state }
    missesPerDay: 2
  pins:
    url: "{desk}/demo/api/pins"
    arguments: { pin: "[0-9]{4}" }
`
