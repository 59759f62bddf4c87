import '@fontsource-variable/figtree/wght.css';
import './ui/mantine.css';
import './ui/tokens.css';
import './forms/fragment';
import './app/signedOut';
import './app/somebodyElse';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries';
import { router } from './app/router';
import { styleNonce } from './app/styleNonce';
import { ringMovedFocus } from './ui/focusRing';
import { colorSchemeManager, cssVariables, theme } from './ui/theme';

ringMovedFocus();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
