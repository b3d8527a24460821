import { LinkedText } from './linked-text.tsx'

/** What somebody wrote, as text. */
export const Said = ({ text, caseId }: { text: string; caseId?: string }) => (
  <p className="said-text" dir="auto">
    <LinkedText text={text} caseId={caseId} />
  </p>
)
