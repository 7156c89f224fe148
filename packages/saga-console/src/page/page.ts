import { createHash } from 'node:crypto';
import { moduleNames, scriptExtension } from './page-files.ts';

const importMap = JSON.stringify({
  imports: { preact: './page/preact.js', 'preact/hooks': './page/preact-hooks.js', htm: './page/htm.js' },
});

/** The import map's hash, as a Content-Security-Policy names it. */
export const importMapHash = `sha256-${createHash('sha256').update(importMap).digest('base64')}`;

/** The page: no data, no address of its own, all in relative URLs, so that it works wherever it is mounted. */
export function page(signIn: 'host' | 'token'): string {
  const preloads = moduleNames.map((name) => `<link rel="modulepreload" href="./page/${name}">`);
  return `<!doctype html>
<html lang="en" data-sign-in="${signIn}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sagas</title>
<link rel="icon" href="./page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="./page/console.css">
<script type="importmap">${importMap}</script>
${preloads.join('\n')}
<script type="module" src="./page/main.${scriptExtension}"></script>
</head>
<body>
<div id="console"></div>
<noscript>The saga console needs JavaScript.</noscript>
</body>
</html>
`;
}
