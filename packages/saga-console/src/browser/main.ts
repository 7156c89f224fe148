// The console's page begins here.
import { render } from 'preact';
import { App } from './app.ts';
import { html } from './html.ts';

const place = document.getElementById('console');
if (place === null) throw new Error('The page has no place for the console.');
render(html`<${App} />`, place);
