import { answered, labelOf, participantOf, sent, whatHappened } from './narrate.ts';
import type { SagaWorld } from './saga-world.ts';
import type { Scene } from './simulate.ts';
import type { World } from './world.ts';

/** Draws a simulation as a Mermaid sequence diagram. @internal */
export function sequenceDiagram(model: SagaWorld, start: World, scenes: readonly Scene[]): string {
  const { names } = model.participants;
  return [
    'sequenceDiagram',
    '  participant saga',
    ...names.map((name) => `  participant ${name}`),
    `  Note over saga: sends ${sent(model, undefined, start).join(', ')}`,
    ...scenes.flatMap((scene) => [
      ...arrows(model, scene),
      ...scene.broken.map((promise) => `  Note over ${over(names)}: BROKEN: ${plain(promise)}`),
    ]),
  ].join('\n');
}

function arrows(model: SagaWorld, scene: Scene): string[] {
  const { move } = scene;
  const call = labelOf(move);
  const participant = call === undefined ? '' : participantOf(model, scene);
  const answer = answered(model, scene);
  const back = answer === undefined ? [] : [`  Note over ${participant}: answers ${plain(answer)}`];
  switch (move.move) {
    case 'deliver':
    case 'try':
    case 'act':
      return [`  saga->>${participant}: ${call}`, ...back];
    case 'deliverLate':
      return [`  saga-->>${participant}: ${call} (late)`];
    case 'dropRequest':
    case 'dropLate':
      return [`  saga-x${participant}: ${call} (lost)`];
    case 'answer':
      return [`  ${participant}-->>saga: ${call} answered`, ...sends(model, scene)];
    case 'loseReply':
      return [`  ${participant}--xsaga: ${call} (answer lost)`];
    default:
      return [`  Note over saga: ${plain(whatHappened(model, scene))}`, ...sends(model, scene)];
  }
}

function sends(model: SagaWorld, { before, after }: Scene): string[] {
  const calls = sent(model, before, after);
  const { status } = model.orchestrator.stateOf(after);
  const news: string[] = status === model.orchestrator.stateOf(before).status ? [] : [status];
  if (calls.length > 0) news.push(`sends ${calls.join(', ')}`);
  return news.length === 0 ? [] : [`  Note over saga: ${news.join(', ')}`];
}

function over(names: readonly string[]): string {
  const last = names.at(-1);
  return last === undefined ? 'saga' : `saga,${last}`;
}

// A colon is fine in a message, but a semicolon ends the line and a hash begins an entity.
function plain(text: string): string {
  return text.replace(/[;#\n]/g, ' ');
}
