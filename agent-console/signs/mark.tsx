export const Mark = ({ size = 26 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 26 26" fill="none" aria-hidden>
    <circle cx="19.5" cy="6.5" r="2" fill="currentColor" opacity=".45" />
    <circle cx="6.5" cy="19.5" r="2" fill="currentColor" opacity=".45" />
    <path d="M6.5 11C6.5 17.5 19.5 8.5 19.5 15" stroke="currentColor" strokeWidth="2.25" />
    <circle cx="6.5" cy="6.5" r="4.4" stroke="currentColor" strokeWidth="2.25" />
    <circle cx="19.5" cy="19.5" r="4.4" stroke="currentColor" strokeWidth="2.25" />
  </svg>
)
