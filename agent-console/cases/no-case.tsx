import { Empty } from '../signs/empty.tsx'
import { Keys } from '../signs/keys.tsx'

export const NoCase = () => (
  <main className="sheet" id="sheet" tabIndex={-1}>
    <Empty title="No case is open" isPlain>
      Choose one from the list, or find any case with <Keys keys={['Ctrl', 'K']} />
      <span className="sr">Control K</span>.
    </Empty>
  </main>
)
