export const keypad: readonly { key: string; letters: string }[] = [
  { key: '1', letters: '' },
  { key: '2', letters: 'ABC' },
  { key: '3', letters: 'DEF' },
  { key: '4', letters: 'GHI' },
  { key: '5', letters: 'JKL' },
  { key: '6', letters: 'MNO' },
  { key: '7', letters: 'PQRS' },
  { key: '8', letters: 'TUV' },
  { key: '9', letters: 'WXYZ' },
  { key: '*', letters: '' },
  { key: '0', letters: '+' },
  { key: '#', letters: '' },
]

/** The key of the pad that a key of the keyboard stands for. With a modifier it is the browser's, except the shift that `*` and `#` may need. */
export const padKeyOf = (event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }): string | null =>
  !event.ctrlKey && !event.metaKey && !event.altKey && keypad.some(({ key }) => key === event.key) ? event.key : null
