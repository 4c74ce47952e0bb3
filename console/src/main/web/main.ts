import { mount } from 'svelte';
import './theme.css';
import App from './App.svelte';
import { applyTheme } from './lib/theme.ts';

applyTheme();
mount(App, { target: document.getElementById('app') as HTMLElement });
