/** Key caps. They do not mirror in scripts that run from right to left. */
export const Keys = ({ keys }: { keys: readonly string[] }) => (
  <bdi dir="ltr" className="keycaps" aria-hidden>
    {keys.map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}
  </bdi>
)
