// Mermaid's own parser, in Node. It cleans labels with DOMPurify, which asks for a browser as it is loaded; this is as much of one
// as it needs to see that it can't clean anything here. Labels are then read as they are written.
type Mermaid = typeof import('mermaid')['default'];

let loading: Promise<Mermaid> | undefined;

async function load(): Promise<Mermaid> {
  Object.assign(globalThis, { window: { document: { nodeType: 9, createElement: () => ({}) }, Element: class {} } });
  const { default: mermaid } = await import('mermaid');
  Reflect.deleteProperty(globalThis, 'window');
  return mermaid;
}

/** What Mermaid has understood of a flowchart. */
export interface ParsedChart {
  /** The labels of its nodes, each as its lines, entities decoded. */
  readonly labels: readonly (readonly string[])[];
  readonly edges: readonly (readonly [from: string, to: string])[];
}

interface FlowDb {
  getVertices(): Map<string, { readonly text?: string }>;
  getEdges(): readonly { readonly start: string; readonly end: string }[];
}

/** @throws Mermaid's own error when it does not accept the text */
export async function parseMermaid(text: string): Promise<ParsedChart> {
  loading ??= load();
  const mermaid = await loading;
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const chart = db as unknown as FlowDb;
  return {
    labels: [...chart.getVertices().values()].map(({ text: label = '' }) => label.split('<br/>').map(decoded)),
    edges: chart.getEdges().map(({ start, end }) => [start, end] as const),
  };
}

// As Mermaid's renderer does, from what its parser keeps of `#65;`.
function decoded(label: string): string {
  return label.replace(/ﬂ°°(\d+)¶ß/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
