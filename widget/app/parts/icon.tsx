/** Tabler icons (MIT), the few that are needed, as paths. */
const paths = {
  x: ['M18 6l-12 12', 'M6 6l12 12'],
  dots: ['M4 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0', 'M11 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0', 'M18 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0'],
  up: ['M12 5l0 14', 'M18 11l-6 -6', 'M6 11l6 -6'],
  mail: ['M3 7a2 2 0 0 1 2 -2h14a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-10z', 'M3 7l9 6l9 -6'],
  again: ['M8 9h8', 'M8 13h5', 'M12.5 20.5l-.5 .5l-3 -3h-3a3 3 0 0 1 -3 -3v-8a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v5', 'M16 19h6', 'M19 16v6'],
  alert: ['M12 9v4', 'M12 16v.01', 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0'],
} as const

export const Icon = ({ name, size = 18 }: { name: keyof typeof paths; size?: number }) => (
  <svg class="i" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
    {paths[name].map((d) => (
      <path key={d} d={d} />
    ))}
  </svg>
)
