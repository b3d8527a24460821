import { Link, useSearchParams } from 'react-router'

const views = { graph: 'Graph', text: 'Text', versions: 'Versions' } as const
export type FlowViewName = keyof typeof views

const isView = (name: string | null): name is FlowViewName => name !== null && Object.hasOwn(views, name)

/** Which side of the menu is looked at; in the address, so that it is the same one after a reload. */
export const useFlowView = (): FlowViewName => {
  const [query] = useSearchParams()
  const view = query.get('view')
  return isView(view) ? view : 'graph'
}

export const FlowViews = ({ view }: { view: FlowViewName }) => (
  <nav className="sw" aria-label="Sides of this menu">
    {(Object.keys(views) as FlowViewName[]).map((one) => (
      <Link
        key={one}
        to={one === 'graph' ? '?' : `?view=${one}`}
        className={one === view ? 'on' : ''}
        {...(one === view ? { 'aria-current': 'page' as const } : {})}
      >
        {views[one]}
      </Link>
    ))}
  </nav>
)
