import { Tooltip } from '@mantine/core'
import { meanings } from './figure-words.ts'

/** The name of a figure; what it means is said on hover and on focus. */
export const FigureHead = ({ name, of }: { name: string; of: keyof typeof meanings }) => (
  <th scope="col" className="num2">
    <Tooltip label={meanings[of]} multiline w={260} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className="def">
        {name}
      </button>
    </Tooltip>
  </th>
)
