import { answerEvent, brokenBy, doubtEvent } from './call-events.ts';
import type { Delivered } from './modelled-participants.ts';
import type { Zombie } from './open-task.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import { type OpenCall, spend, type World, withLate } from './world.ts';

const by = 'zombie';

/**
 * All that a worker does that was given up inside a workflow task: what it sends acts on the participants, what it hears
 * lets it decide, and nobody else knows of it.
 * @internal
 */
export function zombieMoves(sagaWorld: SagaWorld, world: World, moved: Moved[]): void {
  const { zombie } = world;
  if (zombie === undefined) return;
  const { reductions, bounds } = sagaWorld.options;
  // Without reductions it may also run ahead, as with them it always does: the same schedules are played either way.
  if (!reductions) {
    const ahead = caughtUp(sagaWorld, world);
    if (ahead.world !== world) zombieMoves(sagaWorld, ahead.world, moved);
  }
  for (const call of zombie.calls) {
    const label = sagaWorld.label(call.message);
    const message = sagaWorld.orchestrator.message(call.message);
    // Reduction: when it waits for one try only, nothing but its own next try depends on when it hears of the answer, and
    // that one may come as late as it likes. So it hears at once. That it never hears is that it does nothing any more.
    const isFused = reductions && zombie.calls.length === 1;
    if (call.phase === 'request' && !sagaWorld.participants.looksFirst(message)) {
      for (const { refuse, delivered } of sagaWorld.fates(world, call.message)) {
        const no = refuse ? ({ refuse } as const) : {};
        const after = sagaWorld.after(world, delivered);
        const broken = brokenBy(message, delivered);
        const heard = hearing(sagaWorld, zombie, call, delivered.answerNumber);
        moved.push({
          move: { move: 'try', call: label, by, ...no },
          world: { ...after, zombie: heard.zombie },
          broken: [...broken, ...heard.broken],
        });
        if (isFused) continue;
        const waiting: OpenCall = { ...call, phase: 'reply', content: delivered.answerNumber };
        const next = { ...after, zombie: withTry(zombie, call, waiting) };
        moved.push({ move: { move: 'deliver', call: label, by, ...no }, world: next, broken });
      }
    } else if (call.phase === 'request') {
      const content = sagaWorld.participants.admit(world.participants, message);
      const next = { ...world, zombie: withTry(zombie, call, { ...call, phase: 'inside', content }) };
      moved.push({ move: { move: 'deliver', call: label, by }, world: next, broken: [] });
    }
    if (call.phase === 'inside') {
      const delivered: Delivered = sagaWorld.participants.act(world.participants, message, call.content);
      const waiting: OpenCall = { ...call, phase: 'reply', content: delivered.answerNumber };
      const next = { ...sagaWorld.after(world, delivered), zombie: withTry(zombie, call, waiting) };
      moved.push({ move: { move: 'act', call: label, by }, world: next, broken: brokenBy(message, delivered) });
    }
    if (call.phase === 'reply') {
      const heard = hearing(sagaWorld, zombie, call, call.content);
      moved.push({ move: { move: 'answer', call: label, by }, world: { ...world, ...heard }, broken: heard.broken });
    }
    const isUnderWay = call.phase === 'request' || call.phase === 'inside';
    const alone = isUnderWay ? withLate(world, call.message) : world;
    if (isUnderWay && world.spent.duplicates < bounds.duplicates)
      moved.push({
        move: { move: 'duplicate', call: label, by },
        world: withLate(spend(world, 'duplicates'), call.message),
        broken: [],
      });
    if (call.stopped) {
      const event = doubtEvent(message, true);
      const told = sagaWorld.orchestrator.tellZombie(without(zombie, call), `doubt ${call.message} true`, event);
      moved.push({
        move: { move: 'giveUp', call: label, by },
        world: { ...alone, zombie: told.zombie },
        broken: told.broken,
      });
    } else if (!reductions) {
      // Reduction: with an overrun it would need a normal activity. That is as if it never heard.
      const left = without(zombie, call);
      const next = { ...alone, zombie: left.calls.length === 0 ? undefined : left };
      moved.push({ move: { move: 'overrun', call: label, by }, world: next, broken: [] });
    }
  }
}

/**
 * Reduction: a zombie that waits for one try which the barrier's rows answer for good hears that answer sooner or later or
 * never, always the same one, and nothing else changes by it. So it has heard it already.
 * @internal
 */
export function caughtUp(sagaWorld: SagaWorld, world: World): { world: World; broken: readonly string[] } {
  const { orchestrator, participants } = sagaWorld;
  const broken: string[] = [];
  let { zombie } = world;
  for (;;) {
    const [call, other] = zombie?.calls ?? [];
    if (zombie === undefined || call === undefined || other !== undefined || call.stopped || call.phase !== 'request')
      break;
    const message = orchestrator.message(call.message);
    if (!participants.isSpent(world.participants, message, call.message)) break;
    const { answerNumber } = participants.deliver(world.participants, message, call.message, false);
    const heard = hearing(sagaWorld, zombie, call, answerNumber);
    broken.push(...heard.broken);
    zombie = heard.zombie;
  }
  return { world: zombie === world.zombie ? world : { ...world, zombie }, broken };
}

function hearing({ orchestrator, participants }: SagaWorld, zombie: Zombie, call: OpenCall, answer: number) {
  const event = answerEvent(orchestrator.message(call.message), participants.answer(answer));
  return orchestrator.tellZombie(without(zombie, call), `answer ${call.message} ${answer}`, event);
}

function without(zombie: Zombie, call: OpenCall): Zombie {
  return { ...zombie, calls: zombie.calls.filter((other) => other !== call) };
}

function withTry(zombie: Zombie, call: OpenCall, next: OpenCall): Zombie {
  return { ...zombie, calls: zombie.calls.map((other) => (other === call ? next : other)) };
}
