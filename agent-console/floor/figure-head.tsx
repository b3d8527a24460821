import { Tooltip } from '@mantine/core'
import { meanings } from './figure-words.ts'

export interface FigureNameProps {
  name: string
  of: keyof typeof meanings
}

/** The name of a figure; what it means is said on hover, on focus and on touch. */
export const FigureName = ({ name, of }: FigureNameProps) => (
  <Tooltip label={meanings[of]} multiline w={260} events={{ hover: true, focus: true, touch: true }}>
    <button type="button" className="def">
      {name}
    </button>
  </Tooltip>
)

export const FigureHead = (props: FigureNameProps) => (
  <th scope="col" className="num2">
    <FigureName {...props} />
  </th>
)
