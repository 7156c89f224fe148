/** Text inside an SVG. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

// One picture for light and dark pages: as an image it follows the reader's own setting. No CSS variables, which converters don't know.
const style = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 14px; } .faint { fill: #59636e; } .end { text-anchor: end; } .middle { text-anchor: middle; }
  .ground { fill: #ffffff; } .line { stroke: #d1d9e0; fill: none; } .half { opacity: 0.55; }
  .own { fill: #0969da; } .other { fill: #8c959f; } .base { fill: #57606a; }
  .a { stroke: #0969da; } .b { stroke: #bc4c00; } .c { stroke: #1a7f37; }
  .curve { fill: none; stroke-width: 2; } .dot { fill: #ffffff; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .faint { fill: #9198a1; } .ground { fill: #0d1117; } .line { stroke: #3d444d; }
    .own { fill: #4493f8; } .other { fill: #6e7681; } .base { fill: #9198a1; }
    .a { stroke: #4493f8; } .b { stroke: #f0883e; } .c { stroke: #3fb950; } .dot { fill: #0d1117; }
  }`;

/** A whole SVG file. `title` and `description` are what it says to those who don't see it. */
export function svgDocument(options: {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly body: readonly string[];
}): string {
  const { width, height, title, description, body } = options;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<style>${style}\n</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

export function svgText(x: number, y: number, text: string, classes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${classes === '' ? '' : ` class="${classes}"`}>${escaped(text)}</text>`;
}

/** Coordinates to a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A value as short as it stays exact enough to compare: 0.42, 7.3, 128, 12.3k. */
export function shortNumber(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 100) / 10}k`;
  if (value >= 100) return String(Math.round(value));
  return value >= 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value * 100) / 100);
}
