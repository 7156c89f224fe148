import type { Flow, FlowNode } from '../../definition/flow.ts';
import { label } from './label.ts';
import { stepNode } from './step-node.ts';

/** Where an arrow begins, and what it says. */
interface Exit {
  readonly id: string;
  readonly label?: string;
}

/** Where a part of a flow is entered and left. */
export interface Ends {
  readonly entries: readonly string[];
  readonly exits: readonly Exit[];
}

/** Draws a flow: nodes, in boxes where they belong together, and the arrows between them. Ids are numbers, never names. */
export class Drawing {
  readonly nodes: string[] = [];
  readonly edges: string[] = [];
  readonly #ids = new Map<string, string>();
  #count = 0;
  #depth = 0;

  /** The id under which a step was drawn. */
  idOf(step: string): string {
    const id = this.#ids.get(step);
    if (id === undefined) throw new Error(`Step '${step}' was not drawn.`);
    return id;
  }

  flow(flow: Flow): Ends {
    const [first, ...rest] = flow.map((node) => this.#part(node));
    if (first === undefined) return { entries: [], exits: [] };
    return rest.reduce<Ends>((before, next) => {
      this.#connect(before.exits, next.entries);
      return { entries: before.entries, exits: next.exits };
    }, first);
  }

  #part(node: FlowNode): Ends {
    switch (node.kind) {
      case 'parallel':
        return this.#box('at the same time', () => {
          const branches = node.branches.map((branch) => this.flow(branch));
          return {
            entries: branches.flatMap(({ entries }) => entries),
            exits: branches.flatMap(({ exits }) => exits),
          };
        });
      case 'forEach': {
        const { concurrency } = node;
        const how = concurrency === 1 ? 'one after the other' : `up to ${concurrency} at the same time`;
        return this.#box(`for each item, ${how}`, () => this.flow(node.flow));
      }
      case 'when': {
        const id = this.#id('if');
        this.#node(`${id}{${label('if')}}`);
        const { entries, exits } = this.#box('only if its condition holds', () => this.flow(node.flow));
        this.#connect([{ id, label: 'yes' }], entries);
        return { entries: [id], exits: [...exits, { id, label: 'no' }] };
      }
      default: {
        const id = this.#id('step');
        this.#ids.set(node.name, id);
        this.#node(stepNode(id, node));
        return { entries: [id], exits: [{ id }] };
      }
    }
  }

  #box(title: string, draw: () => Ends): Ends {
    this.#node(`subgraph ${this.#id('box')}[${label(title)}]`);
    this.#depth += 1;
    const ends = draw();
    this.#depth -= 1;
    this.#node('end');
    return ends;
  }

  // From many to many there would be as many arrows as pairs; through a dot between them there are as many as ends.
  #connect(exits: readonly Exit[], entries: readonly string[]): void {
    if (exits.length > 1 && entries.length > 1) {
      const id = this.#id('dot');
      this.#node(`${id}((${label(' ')}))`);
      this.#connect(exits, [id]);
      this.#connect([{ id }], entries);
      return;
    }
    for (const { id, label: text } of exits)
      for (const entry of entries) this.edges.push(`${id} -->${text === undefined ? '' : `|${label(text)}|`} ${entry}`);
  }

  #node(line: string): void {
    this.nodes.push(`${'  '.repeat(this.#depth)}${line}`);
  }

  #id(what: string): string {
    this.#count += 1;
    return `${what}${this.#count}`;
  }
}
