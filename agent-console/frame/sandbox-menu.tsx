import { Menu, Tooltip } from '@mantine/core'
import { IconExternalLink, IconFlask } from '@tabler/icons-react'
import { useState } from 'react'
import { useSandboxPages } from './use-sandbox-pages.ts'

/** The way to the pages of the outside world, each in a tab of its own. */
export const SandboxMenu = () => {
  const { pages = [] } = useSandboxPages()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Menu position="right-end" width={270} opened={isOpen} onChange={setIsOpen}>
      <Menu.Target>
        <Tooltip label="Sandbox: be a customer" position="right" disabled={isOpen}>
          <button type="button" className="go" aria-label="Sandbox: be a customer">
            <IconFlask size={19} stroke={1.75} aria-hidden />
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>This desk is a sandbox: be a customer</Menu.Label>
        {pages.map(({ label, path, needsPass }) => (
          <Menu.Item
            key={path}
            component="a"
            href={needsPass ? `/open-sandbox?to=${encodeURIComponent(path)}` : path}
            target="_blank"
            rightSection={<IconExternalLink size={14} stroke={1.75} aria-hidden />}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
