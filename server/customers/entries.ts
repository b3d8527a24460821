/** What can happen to a customer. References and facts only: names and addresses are content and lie in `profiles` and `identities`. */
export type CustomerChange =
  | { type: 'customer.added'; identityId: string; isDemo: boolean }
  /** The person gave a name after being known by an address alone. */
  | { type: 'customer.named'; identityId: string }
  | { type: 'customer.identity-proved'; identityId: string; trust: 'channel-verified' | 'proved' }
  | { type: 'customer.edited'; fields: string[] }
  /** The customer that stays says first that it takes the other in … */
  | { type: 'customer.absorbs'; otherId: string; mergeId: string }
  /** … the other says whether it goes … */
  | { type: 'customer.merged'; into: string; mergeId: string }
  | { type: 'customer.merge-refused'; into: string; mergeId: string }
  /** … and the first writes down the outcome. */
  | { type: 'customer.absorbed'; otherId: string; mergeId: string }
  | { type: 'customer.absorb-cancelled'; otherId: string; mergeId: string }
  /** Undo: the merged customer leaves first, then the other lets go. */
  | { type: 'customer.unmerged'; from: string; mergeId: string }
  | { type: 'customer.let-go'; otherId: string; mergeId: string }
  /** This customer and another may be one person; the reasons are content and lie with the suggestion. In both streams. */
  | { type: 'customer.suggested'; suggestionId: string; otherId: string }
  /** Everything known of them was removed: what is left are entries without content. */
  | { type: 'customer.erased' }
  /** Somebody decided that these two are not the same person. In both streams. */
  | { type: 'customer.told-apart'; suggestionId: string; otherId: string }
