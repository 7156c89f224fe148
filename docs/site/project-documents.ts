// A plugin of TypeDoc. The pages in `docs` stay plain Markdown, as GitHub shows them: what TypeDoc wants to know of a page, its
// title and where it belongs, is read from its first heading and its folder. Mermaid drawings are drawn, by a copy of Mermaid.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Application, Converter, type DocumentReflection, JSX, RendererEvent } from 'typedoc';

const groups: Readonly<Record<string, string>> = { rules: 'Findings', errors: 'Errors', decisions: 'Decisions' };
const mermaid = fileURLToPath(new URL('../../node_modules/mermaid/dist/mermaid.min.js', import.meta.url));
const draw = `
mermaid.initialize({ startOnLoad: false, theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'default' });
for (const code of document.querySelectorAll('code.mermaid')) {
  const drawing = Object.assign(document.createElement('div'), { className: 'mermaid', textContent: code.textContent });
  code.closest('pre').replaceWith(drawing);
}
mermaid.run();`;

export function load(app: Application): void {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document: DocumentReflection) => {
    const path = document.project.files.getReflectionPath(document) ?? '';
    const text = document.content.map((part) => part.text).join('');
    const title = /^# (.+)$/m.exec(text)?.[1];
    if (title === undefined) throw new Error(`${path} does not begin with a heading.`);
    document.name = title.replaceAll('`', '');
    document.frontmatter.group = groups[/docs\/(\w+)\/[^/]+$/.exec(path)?.[1] ?? ''] ?? 'Guide';
  });
  app.renderer.hooks.on('body.end', (context) =>
    JSX.createElement(
      JSX.Fragment,
      null,
      JSX.createElement('script', { src: context.relativeURL('assets/mermaid.min.js') }),
      JSX.createElement('script', null, JSX.createElement(JSX.Raw, { html: draw })),
    ),
  );
  app.renderer.on(RendererEvent.END, () =>
    copyFile(mermaid, join(app.options.getValue('out'), 'assets/mermaid.min.js')),
  );
}
