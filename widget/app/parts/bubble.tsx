import { linkify } from '../linkify.ts'
import type { Item } from '../timeline.ts'
import type { Visit } from '../visit.ts'

export const Bubble = ({ item, visit }: { item: Item & { as: 'said' }; visit: Visit }) => (
  <div class={`msg ${item.isOurs ? 'us' : 'me'}${item.refused ? ' bad' : ''}`}>
    <p>
      <span class="vh">{item.isOurs ? item.author || 'Answer' : 'You'}: </span>
      {linkify(item.text).map(({ text, href }, index) =>
        href ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {text}
          </a>
        ) : (
          text
        ),
      )}
    </p>
    {item.foot ? <small>{item.foot}</small> : null}
    {item.refused ? (
      <small class="no">
        Not sent: {item.refused}
        <button type="button" class="lk" onClick={() => visit.again(item.clientId)}>
          Try again
        </button>
        <button type="button" class="lk" onClick={() => visit.drop(item.clientId)}>
          Remove
        </button>
      </small>
    ) : null}
  </div>
)
