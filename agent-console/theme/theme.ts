import {
  Button,
  createTheme,
  defaultVariantColorsResolver,
  Input,
  Menu,
  Modal,
  Popover,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core'
import { dark, gray, petrol } from './palette.ts'

/** Mantine's own contrast rule looks at the light shade only: on dark it would put white on light petrol (2.2:1). */
const variantColorResolver: VariantColorsResolver = (input) => {
  const tone = input.color === 'red' ? 'danger' : input.color === undefined || input.color === 'petrol' ? 'accent' : undefined
  if (tone && input.variant === 'filled')
    return {
      background: `var(--${tone})`,
      hover: `var(--${tone}-hover, var(--${tone}))`,
      color: `var(--${tone}-ink)`,
      border: 'none',
    }
  if (tone && (input.variant === 'light' || input.variant === 'subtle'))
    return {
      background: input.variant === 'light' ? `var(--${tone}-tint)` : 'transparent',
      hover: `var(--${tone}-tint)`,
      color: `var(--${tone}-text)`,
      border: 'none',
    }
  return defaultVariantColorsResolver(input)
}

/** Points at the tokens; the tokens are the truth. Layers appear softly and go at once: what fades out would still catch keys. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 3 },
  colors: { petrol, gray, dark },
  variantColorResolver,
  cursorType: 'pointer',
  black: '#162020',
  defaultRadius: 'md',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font)',
  headings: { fontFamily: 'var(--font)', fontWeight: '630' },
  fontSizes: { xs: '.71875rem', sm: '.78125rem', md: '.84375rem', lg: '.9375rem', xl: '1.125rem' },
  lineHeights: { xs: '1rem', sm: '1.125rem', md: '1.25rem', lg: '1.375rem', xl: '1.5rem' },
  spacing: { xs: '.25rem', sm: '.5rem', md: '.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '4px', sm: '4px', md: '7px', lg: '10px', xl: '14px' },
  shadows: { xs: 'var(--shadow-1)', sm: 'var(--shadow-1)', md: 'var(--shadow-2)', lg: 'var(--shadow-2)', xl: 'var(--shadow-3)' },
  breakpoints: { xs: '24.5em', sm: '40em', md: '64em', lg: '80em', xl: '90em' },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'md', variant: 'default' },
      vars: () => ({ root: { '--button-height': 'var(--control-h)', '--button-padding-x': '.75rem', '--button-fz': 'var(--fs-13)' } }),
    }),
    Input: Input.extend({
      defaultProps: { size: 'md' },
      vars: (_theme, { error }) => ({
        wrapper: {
          '--input-height': 'var(--control-h)',
          '--input-bg': 'var(--surface)',
          '--input-bd': error ? 'var(--danger)' : 'var(--control)',
        },
      }),
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 500, withArrow: false } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'xl', radius: 'lg', transitionProps: { duration: 90, exitDuration: 0 } } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'xl', radius: 'lg', transitionProps: { duration: 90, exitDuration: 0 } } }),
    Modal: Modal.extend({
      defaultProps: {
        radius: 18,
        padding: 20,
        transitionProps: { duration: 160, exitDuration: 0 },
        overlayProps: { color: 'var(--veil)', backgroundOpacity: 1 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
  },
})
