/** Entry point of the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { parseWithoutEval } from '../main/engine/contract/without-eval.ts';
import { App } from './app/app.tsx';
import { applyTheme, storedTheme } from './state/theme.ts';
import './shared/base.css';

parseWithoutEval();
applyTheme(storedTheme());
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
