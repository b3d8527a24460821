import { Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconBell,
  IconBellCog,
  IconBellOff,
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLock,
  IconLogout,
  IconMessage2,
  IconMicrophone,
  IconMoon,
  IconSun,
} from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useStore } from '../desk/use-store.ts'
import { openKeySheet } from '../keys/key-sheet-store.ts'
import { signOut } from '../sign-in/doors.ts'
import { PasswordDialog } from '../sign-in/password-dialog.tsx'
import { Avatar } from '../signs/avatar.tsx'
import { PresenceDot } from '../signs/presence-dot.tsx'
import { presenceWords, roleWords } from '../words/case-words.ts'
import { allowDesktopNotices, hasDesktopNotices } from './desktop-notice.ts'
import { may, useMe, useMeNow } from './me.ts'
import { settings } from './settings.ts'

/** Only people who open it wait for it. */
const SoundDialog = lazy(async () => ({ default: (await import('../softphone/sound-dialog.tsx')).SoundDialog }))

const NoticesDialog = lazy(async () => ({ default: (await import('./notices-dialog.tsx')).NoticesDialog }))

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
const schemes = [
  { value: 'light', label: 'Light', sign: <IconSun {...icon} /> },
  { value: 'dark', label: 'Dark', sign: <IconMoon {...icon} /> },
  { value: 'auto', label: 'As the system', sign: <IconDeviceDesktop {...icon} /> },
] as const

export const MeMenu = () => {
  const me = useMeNow()
  const takesWork = may(useMe(), 'work.answer')
  const now = useStore(settings)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [isSetting, setIsSetting] = useState(false)
  const [isChoosing, setIsChoosing] = useState(false)
  const [isSounding, setIsSounding] = useState(false)
  const tick = <IconCheck {...icon} />
  return (
    <>
      <Menu position="right-end" width={230}>
        <Menu.Target>
          <button
            type="button"
            className="me"
            aria-label={`${me.name}, ${presenceWords[me.presence].toLowerCase()}. Settings and sign out`}
          >
            <Avatar name={me.name} of="colleague" size={30} />
            <PresenceDot presence={me.presence} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {me.name}, {roleWords[me.role].toLowerCase()}
          </Menu.Label>
          {schemes.map(({ value, label, sign }) => (
            <Menu.Item
              key={value}
              leftSection={sign}
              rightSection={colorScheme === value ? tick : null}
              onClick={() => setColorScheme(value)}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            rightSection={now.density === 'compact' ? tick : null}
            onClick={() => settings.set({ ...now, density: now.density === 'compact' ? 'comfortable' : 'compact' })}
          >
            Compact rows
          </Menu.Item>
          {takesWork ? (
            <>
              <Menu.Item
                leftSection={now.hasSounds ? <IconBell {...icon} /> : <IconBellOff {...icon} />}
                rightSection={now.hasSounds ? tick : null}
                onClick={() => settings.set({ ...now, hasSounds: !now.hasSounds })}
              >
                Ring for offers
              </Menu.Item>
              <Menu.Item leftSection={<IconMicrophone {...icon} />} onClick={() => setIsSounding(true)}>
                Sound and microphone
              </Menu.Item>
            </>
          ) : null}
          {hasDesktopNotices() ? (
            <Menu.Item
              leftSection={<IconMessage2 {...icon} />}
              rightSection={now.hasNotices ? tick : null}
              onClick={() => (now.hasNotices ? settings.set({ ...now, hasNotices: false }) : void allowDesktopNotices())}
            >
              Desktop notifications
            </Menu.Item>
          ) : null}
          {hasDesktopNotices() && now.hasNotices ? (
            <Menu.Item leftSection={<IconBellCog {...icon} />} onClick={() => setIsChoosing(true)}>
              What is notified
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconKeyboard {...icon} />} rightSection={<kbd>?</kbd>} onClick={openKeySheet}>
            Keys
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLock {...icon} />} onClick={() => setIsSetting(true)}>
            Set a password
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout {...icon} />} onClick={() => void signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isSetting ? <PasswordDialog close={() => setIsSetting(false)} /> : null}
      {isChoosing ? (
        <Suspense>
          <NoticesDialog close={() => setIsChoosing(false)} />
        </Suspense>
      ) : null}
      {isSounding ? (
        <Suspense>
          <SoundDialog close={() => setIsSounding(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
