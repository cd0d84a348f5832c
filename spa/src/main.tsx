import '@fontsource-variable/figtree/index.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, makeRouter } from './app';
import { firstLocale, loadWords } from './i18n';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await loadWords(firstLocale());
createRoot(root).render(
  <StrictMode>
    <App router={makeRouter({})} />
  </StrictMode>,
);
