import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true });

/** A link of a page, as it is written, with the file that it leads to. */
interface PageLink {
  readonly href: string;
  /** Below the root. */
  readonly file: string;
  readonly anchor: string | undefined;
}

/**
 * What is wrong with the links and images of a Markdown file that lead to files of the project: a file that is not there, or
 * a heading. Anchors are GitHub's. Other sites are not asked.
 *
 * @param page below `root`, such as `docs/design.md`
 */
export function brokenLinks(root: string, page: string): string[] {
  return linksOf(root, page).flatMap(({ href, file, anchor }) => {
    const path = join(root, file);
    if (file.startsWith('..') || !existsSync(path)) return [`${page} links to ${href}, and there is no ${file}`];
    if (anchor === undefined || !statSync(path).isFile() || !file.endsWith('.md')) return [];
    return anchorsOf(path).has(anchor) ? [] : [`${page} links to ${href}, and ${file} has no such heading`];
  });
}

function linksOf(root: string, page: string): PageLink[] {
  const tokens = markdown.parse(readFileSync(join(root, page), 'utf8'), {}).flatMap(({ children }) => children ?? []);
  const written = tokens.flatMap((token) => {
    const href =
      token.type === 'link_open' ? token.attrGet('href') : token.type === 'image' ? token.attrGet('src') : null;
    return href === null || /^[a-z]+:/i.test(String(href)) ? [] : [String(href)];
  });
  return written.map((href) => {
    const [path = '', anchor] = decodeURI(href).split('#');
    return { href, file: path === '' ? page : normalize(join(dirname(page), path)), anchor };
  });
}

function anchorsOf(path: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const tokens = markdown.parse(readFileSync(path, 'utf8'), {});
  const headings = tokens.filter((_, index) => tokens[index - 1]?.type === 'heading_open');
  return new Set(headings.map(({ children }) => slugger.slug((children ?? []).map(({ content }) => content).join(''))));
}
