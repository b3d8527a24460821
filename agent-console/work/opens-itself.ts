/** Pure: whether an offer is accepted without a click. Only a call, where this tab is the phone, and never beside another. */
export const opensItself = (
  { autoAccepts }: { autoAccepts: boolean },
  { call: offered }: { call: object | null },
  { state, call }: { state: { name: string }; call: object | null },
): boolean => autoAccepts && offered !== null && state.name === 'ready' && call === null
