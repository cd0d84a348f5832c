import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The colours of the back office: cobalt for what is done, terracotta for what is grave, olive and ochre between. */
const cobalt: MantineColorsTuple = [
  '#eef2fb',
  '#dbe3f6',
  '#b7c7ed',
  '#8fa7e2',
  '#6a88d7',
  '#4c6dca',
  '#3355b7',
  '#1f3f9e',
  '#18327f',
  '#101f52',
];
const terracotta: MantineColorsTuple = [
  '#fcf1ec',
  '#f8dfd4',
  '#f0bea9',
  '#e79a7b',
  '#dd7b55',
  '#cf6239',
  '#b84f2a',
  '#9b4021',
  '#7b331b',
  '#552312',
];
const olive: MantineColorsTuple = [
  '#f3f6ea',
  '#e3ebce',
  '#c8d7a1',
  '#abc172',
  '#8fa94d',
  '#748f35',
  '#5d7628',
  '#4a5f20',
  '#38491a',
  '#242f11',
];
const ochre: MantineColorsTuple = [
  '#fdf6e3',
  '#faeabf',
  '#f4d587',
  '#ecbd4e',
  '#e0a526',
  '#c58b14',
  '#a1700e',
  '#7f570d',
  '#5f410c',
  '#3f2b08',
];
/** A warm white in place of a cold gray, ink in place of a black. */
const gray: MantineColorsTuple = [
  '#fbf9f4',
  '#f5f1e8',
  '#ebe5d8',
  '#dcd4c3',
  '#bfb6a2',
  '#99907d',
  '#716959',
  '#544e42',
  '#38342c',
  '#231f1a',
];
const dark: MantineColorsTuple = [
  '#dfe3ee',
  '#bcc3d6',
  '#97a0b9',
  '#69748f',
  '#414b68',
  '#2e3751',
  '#222a42',
  '#181f34',
  '#12182a',
  '#0b101e',
];

const sans = "'Figtree Variable', system-ui, sans-serif";

export const theme = createTheme({
  colors: { cobalt, terracotta, olive, ochre, gray, dark },
  primaryColor: 'cobalt',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  black: '#231f1a',
  fontFamily: sans,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.78rem', sm: '0.875rem', md: '0.95rem', lg: '1.1rem', xl: '1.35rem' },
  headings: {
    fontFamily: sans,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.15' },
      h2: { fontSize: '1.15rem', lineHeight: '1.3' },
      h3: { fontSize: '0.98rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm', fw: 600, variant: 'filled' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    // Hundreds of countries that nobody looks at are not drawn again with each letter that is typed.
    Select: { defaultProps: { comboboxProps: { keepMounted: false } } },
    MultiSelect: { defaultProps: { comboboxProps: { keepMounted: false } } },
    Tooltip: {
      defaultProps: {
        events: { hover: true, focus: true, touch: true },
        withArrow: true,
        multiline: true,
        maw: 280,
        openDelay: 150,
      },
    },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'md',
        overlayProps: { backgroundOpacity: 0.45, blur: 2 },
      },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.45 } } },
  },
});
