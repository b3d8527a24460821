import { Sheet } from '../frame/sheet.tsx'
import { Empty } from '../signs/empty.tsx'
import { Keys } from '../signs/keys.tsx'

export const NoCase = () => (
  <Sheet>
    <Empty title="No case is open" isPlain>
      Choose one from the list, or find any case with <Keys keys={['Ctrl', 'K']} />
      <span className="sr">Control K</span>.
    </Empty>
  </Sheet>
)
