import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  type ExtendComponent,
  Input,
  localStorageColorSchemeManager,
  Menu,
  type ModalFactory,
  NativeSelect,
  type PasswordInputFactory,
  TextInput,
} from '@mantine/core';

/** `public/theme.js` reads the same key before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'handfast.theme' });

const font = "'Figtree Variable', ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** Mantine's borders are fainter than the 3:1 that the edge of a field needs. */
const edge: Record<string, string> = { '--input-bd': 'var(--hf-line-strong)' };

const field = {
  defaultProps: { size: 'md', errorProps: { role: 'alert' } },
  styles: { description: { fontSize: '0.9rem', lineHeight: 1.45 } },
};

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  defaultRadius: 9,
  cursorType: 'pointer',
  fontFamily: font,
  fontFamilyMonospace: 'var(--hf-mono)',
  headings: { fontFamily: font, fontWeight: '650' },
  focusRing: 'auto',
  colors: {
    pine: [
      '#e9f7f3',
      '#d3ece5',
      '#a7d9cc',
      '#78c5b1',
      '#5fc3aa',
      '#379f87',
      '#268b75',
      '#1a7965',
      '#0f6655',
      '#085143',
    ],
    gray: [
      '#faf9f6',
      '#f4f2ed',
      '#e9e6df',
      '#dcd8cf',
      '#c4bfb4',
      '#8d8677',
      '#6f6a5e',
      '#5c574c',
      '#3e3a33',
      '#1f2421',
    ],
    dark: [
      '#eceee9',
      '#c9cfca',
      '#aab2ac',
      '#7d8782',
      '#3a4440',
      '#2d3532',
      '#1f2522',
      '#1a1f1d',
      '#151a18',
      '#0f1311',
    ],
    red: [
      '#fcecea',
      '#f8d5d2',
      '#f0b0ab',
      '#ff8f86',
      '#f0766c',
      '#d94f45',
      '#c93a30',
      '#b9302a',
      '#b3261e',
      '#8c1d17',
    ],
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 36 } }),
    Button: Button.extend({
      defaultProps: { size: 'md' },
      styles: { label: { fontWeight: 600 } },
      // Mantine works out the contrast colour for the light theme only.
      vars: (_theme, { variant, color }) => ({
        root: {
          '--button-color':
            (variant ?? 'filled') === 'filled' && (color ?? 'pine') === 'pine'
              ? 'var(--hf-on-accent)'
              : undefined,
        },
      }),
    }),

    Input: Input.extend({ styles: { wrapper: edge } }),
    Menu: Menu.extend({
      // Its placeholder for the first focus is a child that no menu may have.
      defaultProps: { position: 'bottom-end', shadow: 'md', width: 220, withInitialFocusPlaceholder: false },
    }),
    // `extend` of a part that is fetched later would fetch it now.
    Modal: {
      defaultProps: {
        centered: true,
        radius: 18,
        padding: 'xl',
        closeButtonProps: { 'aria-label': 'Close', size: 'lg' },
        overlayProps: { backgroundOpacity: 0.5, blur: 3 },
        transitionProps: { duration: 120 },
        // A dialog's heading is not the banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
      styles: { title: { fontSize: '1.25rem', fontWeight: 650 } },
    } satisfies ExtendComponent<ModalFactory>,
    NativeSelect: NativeSelect.extend(field),
    PasswordInput: {
      styles: field.styles,
      defaultProps: {
        ...field.defaultProps,
        visibilityToggleButtonProps: { 'aria-label': 'Show or hide the password' },
      },
    } satisfies ExtendComponent<PasswordInputFactory>,
    TextInput: TextInput.extend(field),
    // By its name: imported here it would be part of what every page loads.
    Textarea: field,
  },
});

/** Mantine's own greys and reds miss 4.5:1 on our paper; these point them at tokens that do not. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--hf-surface)',
    '--mantine-color-text': 'var(--hf-ink)',
    '--mantine-color-dimmed': 'var(--hf-muted)',
    '--mantine-color-placeholder': 'var(--hf-muted)',
    '--mantine-color-error': 'var(--hf-bad)',
    '--mantine-color-anchor': 'var(--hf-accent)',
    '--mantine-color-default-color': 'var(--hf-ink)',
    '--mantine-color-default-border': 'var(--hf-line)',
  };
  return { variables: {}, light: shared, dark: shared };
};
