/** What can be done by key or from the palette. Screens register who does it; an act nobody has registered does nothing and is not listed. */
export const acts = {
  'palette.open': { label: 'Search and commands', keys: [['Ctrl', 'K']], group: 'Anywhere', inField: true },
  'offer.accept': { label: 'Accept the offer', keys: [['F8']], group: 'Offers', inField: true },
  'offer.decline': { label: 'Decline the offer', keys: [['Shift', 'F8']], group: 'Offers', inField: true },
  'call.mute-talking': { label: 'Mute, also while typing', keys: [['F2']], group: 'On a call', inField: true },
  'call.hold-talking': { label: 'Hold, also while typing', keys: [['F4']], group: 'On a call', inField: true },
  'call.mute': { label: 'Mute', keys: [['M']], group: 'On a call' },
  'call.hold': { label: 'Hold', keys: [['H']], group: 'On a call' },
  'call.keypad': { label: 'Keypad', keys: [['D']], group: 'On a call' },
  'call.consult': { label: 'Talk to a colleague first, then hand over', keys: [['Shift', 'T']], group: 'On a call' },
  'call.transfer': { label: 'Send the caller on', keys: [], group: 'On a call' },
  'call.help': { label: 'Ask a supervisor for help', keys: [['E']], group: 'On a call' },
  'list.next': { label: 'Next in the list', keys: [['J']], group: 'Lists' },
  'list.previous': { label: 'Previous in the list', keys: [['K']], group: 'Lists' },
  'case.reply': { label: 'Reply', keys: [['R']], group: 'In a case' },
  'case.note': { label: 'Write a note', keys: [['N']], group: 'In a case' },
  'reply.send': { label: 'Send', keys: [['Ctrl', 'Enter']], group: 'In a case', isLocal: true },
  'reply.send-and': { label: 'Send and choose what next', keys: [['Ctrl', 'Shift', 'Enter']], group: 'In a case', isLocal: true },
  'reply.switch': { label: 'Choose the channel of the reply', keys: [['Shift', 'Tab']], group: 'In a case', isLocal: true },
  'case.assign': { label: 'Assign', keys: [['A']], group: 'In a case' },
  'case.assign-me': { label: 'Assign to me', keys: [['A'], ['A']], group: 'In a case', isLocal: true },
  'case.transfer': { label: 'Transfer to a queue', keys: [['T']], group: 'In a case' },
  'case.snooze': { label: 'Snooze', keys: [['S']], group: 'In a case' },
  'case.close': { label: 'Close with a disposition', keys: [['X']], group: 'In a case' },
  'case.reopen': { label: 'Reopen', keys: [], group: 'In a case' },
  'case.priority': { label: 'Set the priority', keys: [['P']], group: 'In a case' },
  'case.tags': { label: 'Edit tags', keys: [['L']], group: 'In a case' },
  'case.title': { label: 'Change the title', keys: [], group: 'In a case' },
  'case.merge': { label: 'Merge with another case', keys: [], group: 'In a case' },
  'case.customer': { label: 'Customer panel', keys: [['.']], group: 'In a case' },
  'customer.add': { label: 'Add a customer', keys: [], group: 'Anywhere' },
  'go.work': { label: 'Go to my work', keys: [['G'], ['W']], group: 'Anywhere' },
  'go.cases': { label: 'Go to cases', keys: [['G'], ['C']], group: 'Anywhere' },
  'go.mentions': { label: 'Go to mentions', keys: [['G'], ['A']], group: 'Anywhere' },
  'go.held': { label: 'Go to held back', keys: [['G'], ['H']], group: 'Anywhere' },
  'go.people': { label: 'Go to people', keys: [['G'], ['P']], group: 'Anywhere' },
  'go.floor': { label: 'Go to the floor', keys: [['G'], ['F']], group: 'Anywhere' },
  'go.flows': { label: 'Go to the phone menus', keys: [['G'], ['M']], group: 'Anywhere' },
  'go.settings': { label: 'Go to settings', keys: [['G'], ['S']], group: 'Anywhere' },
  'presence.available': { label: 'Be available', keys: [], group: 'Anywhere' },
  'presence.away': { label: 'Be away', keys: [], group: 'Anywhere' },
  'undo.last': { label: 'Undo the last act', keys: [['Z']], group: 'Anywhere' },
  'keys.show': { label: 'All keys', keys: [['?']], group: 'Anywhere' },
  'layer.leave': { label: 'Leave the field, close the top layer', keys: [['Esc']], group: 'Anywhere', isLocal: true },
} as const satisfies Record<string, ActSign>

export interface ActSign {
  label: string
  /** One press after the other; each with its modifiers first. */
  keys: readonly (readonly string[])[]
  group: string
  /** Acts while a field has the focus too. */
  inField?: boolean
  /** Handled where it happens; listed here so that it can be looked up. */
  isLocal?: boolean
}
export type ActName = keyof typeof acts

/** Groups that mean nothing to whoever may not do what they are about. */
export const groupNeeds: Readonly<Record<string, string>> = {
  Offers: 'work.answer',
  'On a call': 'call.answer',
  Lists: 'case.read',
  'In a case': 'case.read',
}

export const signOf = (name: ActName): ActSign => acts[name]
export const actNames = Object.keys(acts) as ActName[]
