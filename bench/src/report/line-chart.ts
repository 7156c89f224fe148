import { round, shortNumber, svgDocument, svgText } from './svg.ts';

export interface Series {
  readonly name: string;
  /** x ascending, above 0. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const width = 560;
const height = 320;
const plot = { left: 64, right: 540, top: 56, bottom: 268 };
const colours = ['a', 'b', 'c'] as const;

/** Curves over a logarithmic axis from the first to the last measured x; the other axis begins at 0. */
export function lineChart(options: {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly Series[];
}): string {
  const { title, xTitle, yTitle, series } = options;
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const most = Math.max(...series.flatMap(({ points }) => points.map(({ y }) => y)), Number.MIN_VALUE);
  const top = ceiling(most);
  const [low = 1, high = 10] = [Math.log(xs[0] ?? 1), Math.log(xs.at(-1) ?? 10)];
  const at = ({ x, y }: { readonly x: number; readonly y: number }) => ({
    x: plot.left + ((Math.log(x) - low) / Math.max(high - low, 1e-9)) * (plot.right - plot.left),
    y: plot.bottom - (y / top) * (plot.bottom - plot.top),
  });
  const body = [
    svgText(16, 24, title, 'title'),
    svgText(16, 44, yTitle, 'faint'),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => {
      const y = round(plot.bottom - share * (plot.bottom - plot.top));
      return [
        `<path class="line" d="M${plot.left} ${y}H${plot.right}"/>`,
        svgText(plot.left - 8, y + 4, shortNumber(share * top), 'end faint'),
      ];
    }),
    ...xs.map((x) => svgText(at({ x, y: 0 }).x, plot.bottom + 18, shortNumber(x), 'middle faint')),
    svgText((plot.left + plot.right) / 2, plot.bottom + 38, xTitle, 'middle faint'),
    ...series.flatMap(({ name, points }, index) => {
      const colour = colours[index % colours.length] ?? 'a';
      const places = points.map(at);
      const path = places.map(({ x, y }, place) => `${place === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
      const legendX = plot.left + index * 150;
      return [
        `<path class="curve ${colour}" d="${path}"/>`,
        ...places.map(({ x, y }) => `<circle class="dot ${colour}" cx="${round(x)}" cy="${round(y)}" r="3.5"/>`),
        `<path class="curve ${colour}" d="M${legendX} ${height - 4}h18"/>`,
        svgText(legendX + 24, height, name),
      ];
    }),
  ];
  return svgDocument({
    width,
    height: height + 12,
    title,
    description: series
      .map(({ name, points }) => `${name}: ${points.map(({ x, y }) => `${shortNumber(y)} at ${x}`).join(', ')}`)
      .join('; '),
    body,
  });
}

/** The next round number: 1, 2, 4, 5 or 8 times a power of ten, so that its quarters are short. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8, 10].find((digit) => digit * power >= value) ?? 10) * power;
}
